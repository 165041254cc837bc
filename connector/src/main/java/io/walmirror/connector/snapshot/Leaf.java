package io.walmirror.connector.snapshot;

import io.walmirror.envelope.TableName;

/**
 * A table that holds rows itself: an ordinary one or a leaf partition. {@code file} changes when
 * all of its rows are written anew, and with it every row's place; {@code rows} is an estimate, and
 * negative where there is none.
 */
public record Leaf(TableName name, int oid, long file, long blocks, long rows) {}
