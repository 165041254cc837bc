package io.walmirror.it.scene;

import io.walmirror.stack.resp.RespClient;
import java.net.URI;

/** One of the numbered databases of a Redis. */
public record RedisDatabase(int number, URI uri) {

  public RespClient client() {
    return RespClient.connect(uri);
  }
}
