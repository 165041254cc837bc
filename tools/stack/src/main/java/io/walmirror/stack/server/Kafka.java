package io.walmirror.stack.server;

/** A Kafka broker that is its own controller. */
public interface Kafka extends Server {

  String bootstrapServers();
}
