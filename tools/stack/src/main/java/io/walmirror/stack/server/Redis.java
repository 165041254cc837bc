package io.walmirror.stack.server;

import io.walmirror.stack.resp.RespClient;
import java.net.URI;

/** A Redis server, or one that speaks its language. */
public interface Redis extends Server {

  /** What a client connects to, with user and password where it needs them. */
  URI uri();

  /** A new connection that knows nothing of the sink's code: what tests believe. */
  default RespClient client() {
    return RespClient.connect(uri());
  }
}
