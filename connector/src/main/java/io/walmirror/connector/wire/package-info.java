/** The replication stream, its slot and its publication: all that speaks to the walsender. */
package io.walmirror.connector.wire;
