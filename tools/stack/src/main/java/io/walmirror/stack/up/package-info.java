/**
 * {@code ./walmirror up}: starts what is missing, posts the quickstart's connectors, changes a
 * shop, and shows whether Redis equals PostgreSQL.
 */
package io.walmirror.stack.up;
