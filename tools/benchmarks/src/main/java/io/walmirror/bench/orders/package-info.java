/** The rows that are measured with, as the server sends them and as the connector makes them. */
package io.walmirror.bench.orders;
