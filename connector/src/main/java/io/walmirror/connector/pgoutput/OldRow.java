package io.walmirror.connector.pgoutput;

/**
 * The row before a change, as far as the table's replica identity has it: {@code complete} with
 * FULL, else the identity's columns alone.
 */
public record OldRow(boolean complete, Tuple row) {}
