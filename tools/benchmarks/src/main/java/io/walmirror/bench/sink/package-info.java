/** Sinks that write the same rows to Redis, one after the other. */
package io.walmirror.bench.sink;
