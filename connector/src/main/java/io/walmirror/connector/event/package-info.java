/** Immutable facts: what happened to which row, in which transaction, at which position. */
package io.walmirror.connector.event;
