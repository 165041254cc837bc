package io.walmirror.sink.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for TLS. Problems
 * are told without the URI, which may hold a password.
 */
public record RedisUri(
    boolean tls,
    String host,
    int port,
    Optional<String> username,
    Optional<String> password,
    int database) {

  private static final String PLAIN = "redis://";
  private static final String TLS = "rediss://";
  private static final int DEFAULT_PORT = 6379;

  public static RedisUri parse(String text) {
    boolean tls = text.startsWith(TLS);
    if (!tls && !text.startsWith(PLAIN)) {
      throw wrong("must begin with redis:// or rediss://");
    }
    String rest = text.substring((tls ? TLS : PLAIN).length());
    if (rest.indexOf('?') >= 0 || rest.indexOf('#') >= 0) {
      throw wrong("must have neither ? nor #; in a password write %3F and %23");
    }
    int slash = rest.indexOf('/', rest.lastIndexOf('@') + 1);
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    int database = slash < 0 ? 0 : database(rest.substring(slash + 1));
    int at = authority.lastIndexOf('@');
    String credentials = at < 0 ? "" : authority.substring(0, at);
    String place = authority.substring(at + 1);
    int colon = credentials.indexOf(':');
    if (at >= 0 && colon < 0) {
      throw wrong("has credentials without \":\"; write user:password@ or :password@");
    }
    int portColon = place.endsWith("]") ? -1 : place.lastIndexOf(':');
    String host = portColon < 0 ? place : place.substring(0, portColon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isBlank()) {
      throw wrong("names no host");
    }
    return new RedisUri(
        tls,
        host,
        portColon < 0 ? DEFAULT_PORT : port(place.substring(portColon + 1)),
        at < 0 ? Optional.empty() : decoded(credentials.substring(0, colon)),
        at < 0 ? Optional.empty() : decoded(credentials.substring(colon + 1)),
        database);
  }

  /** Without credentials: for messages. */
  @Override
  public String toString() {
    return (tls ? TLS : PLAIN) + host + ":" + port + (database == 0 ? "" : "/" + database);
  }

  private static Optional<String> decoded(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw wrong("has a % in its credentials that two hex digits do not follow; write %25");
    }
  }

  private static int port(String text) {
    int port = number(text);
    if (port < 1 || port > 65_535) {
      throw wrong("has a port that is no number from 1 to 65535");
    }
    return port;
  }

  private static int database(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    int database = number(text);
    if (database < 0) {
      throw wrong("has a database that is no number: write redis://host:port/0");
    }
    return database;
  }

  private static int number(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what);
  }
}
