/** Bytes that no server sent: recorded ones, mutated, and what a reader of them must keep. */
package io.walmirror.connector.fuzz;
