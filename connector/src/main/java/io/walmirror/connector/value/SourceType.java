package io.walmirror.connector.value;

/** The declared type of a column: its name, its length and its scale, as the JDBC driver counts. */
public record SourceType(String name, int length, int scale) {}
