package io.walmirror.connector.snapshot;

import io.walmirror.envelope.TableName;

/**
 * A table or leaf partition that holds rows of a published table.
 *
 * @param file where its rows are: another one once all of them were written anew
 * @param link how it belongs to its root: other words once it was taken out and put back
 */
public record FormLeaf(TableName name, long file, String link) {}
