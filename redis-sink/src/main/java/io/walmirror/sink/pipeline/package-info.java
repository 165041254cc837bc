/** Commands to Redis and its answers read, every one: the only package that knows Jedis. */
package io.walmirror.sink.pipeline;
