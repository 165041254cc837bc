package io.walmirror.connector.catalog;

/**
 * How a column is declared, in the words of JDBC: what other people's converters go by. The OID is
 * that of the type below all domains; {@code name} is the driver's, {@code expression} has the
 * length and scale behind it where the column says more than its type; a length below zero is none.
 */
public record DeclaredType(
    int jdbcType, int oid, String name, String expression, int length, int scale) {}
