/** The Redis sink connector: Kafka Connect's entry points and the task as a pipeline. */
package io.walmirror.sink;
