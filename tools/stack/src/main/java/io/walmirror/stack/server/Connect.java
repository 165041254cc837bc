package io.walmirror.stack.server;

import io.walmirror.stack.rest.ConnectRest;
import java.net.URI;

/** A distributed Kafka Connect worker. */
public interface Connect extends Server {

  /** Its REST API's root. */
  URI uri();

  default ConnectRest rest() {
    return new ConnectRest(uri());
  }
}
