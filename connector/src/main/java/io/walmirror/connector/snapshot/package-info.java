/**
 * Reading the rows that are there already, under one exported snapshot, in chunks and in parallel.
 */
package io.walmirror.connector.snapshot;
