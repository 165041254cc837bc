package io.walmirror.connector.catalog;

import io.walmirror.envelope.TableName;

/** A column of a table and its type, by OID, modifier and name. */
public record ColumnType(TableName table, String column, int oid, int modifier, String typeName) {}
