package io.walmirror.stack.up;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What is done with the URI of a Redis. */
final class RedisAddress {

  private RedisAddress() {}

  static URI withPassword(URI uri, String password) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
    int port = uri.getPort() < 0 ? 6379 : uri.getPort();
    return URI.create(uri.getScheme() + "://:" + encoded + "@" + uri.getHost() + ":" + port + path);
  }

  /** For people: no password. */
  static String shown(URI uri) {
    return uri.getHost() + ":" + (uri.getPort() < 0 ? 6379 : uri.getPort());
  }
}
