package io.walmirror.stack.server;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a Redis.
 *
 * @param version {@code 7} or {@code 6.2}
 * @param port 0 for a free one
 * @param password of the default user; empty for none
 * @param lines of {@code redis.conf}, after the stack's: {@code appendonly yes}, {@code user …}
 */
public record RedisOptions(
    Origin origin, String version, int port, String password, List<String> lines) {

  public RedisOptions {
    lines = List.copyOf(lines);
  }

  /**
   * By the properties {@code servers}, {@code redis.version}, {@code redis.image} and {@code
   * redis.uri}.
   */
  public static RedisOptions defaults() {
    return new RedisOptions(
        Origins.of("redis.image", "redis:7.4", "redis.uri"),
        System.getProperty("redis.version", "7"),
        0,
        "",
        List.of());
  }

  public RedisOptions withOrigin(Origin value) {
    return new RedisOptions(value, version, port, password, lines);
  }

  public RedisOptions withVersion(String value) {
    return new RedisOptions(origin, value, port, password, lines);
  }

  public RedisOptions withPort(int value) {
    return new RedisOptions(origin, version, value, password, lines);
  }

  public RedisOptions withPassword(String value) {
    return new RedisOptions(origin, version, port, value, lines);
  }

  public RedisOptions withLine(String line) {
    List<String> all = new ArrayList<>(lines);
    all.add(line);
    return new RedisOptions(origin, version, port, password, all);
  }

  /** The line of {@code redis.conf} that sets the password, where there is one. */
  public Optional<String> passwordLine() {
    String escaped = password.replace("\\", "\\\\").replace("\"", "\\\"");
    return password.isEmpty() ? Optional.empty() : Optional.of("requirepass \"" + escaped + "\"");
  }

  /** What a client connects to, when such a server is there. */
  public URI uri(String host, int port) {
    String escaped = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
    return URI.create(
        "redis://" + (password.isEmpty() ? "" : ":" + escaped + "@") + host + ":" + port);
  }
}
