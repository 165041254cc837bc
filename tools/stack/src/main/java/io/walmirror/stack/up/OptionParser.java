package io.walmirror.stack.up;

import io.walmirror.stack.up.running.ExitCode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the words after {@code ./walmirror up}. */
final class OptionParser {

  private static final Set<String> FLAGS = Set.of("once", "keep", "plain");
  private static final Set<String> VALUES =
      Set.of(
          "rate",
          "timeout",
          "postgres-port",
          "redis-port",
          "kafka-port",
          "connect-port",
          "postgres",
          "redis",
          "connect");

  private final Map<String, String> environment;
  private final Set<String> flags = new HashSet<>();
  private final Map<String, String> values = new HashMap<>();

  private OptionParser(Map<String, String> environment) {
    this.environment = environment;
  }

  static Options parse(List<String> words, Map<String, String> environment) {
    OptionParser parser = new OptionParser(environment);
    parser.read(words);
    return parser.options();
  }

  private void read(List<String> words) {
    Deque<String> left = new ArrayDeque<>(words);
    while (!left.isEmpty()) {
      String word = left.pop();
      if (!word.startsWith("--")) {
        throw wrong("\"" + word + "\" is not understood");
      }
      int equals = word.indexOf('=');
      String name = word.substring(2, equals < 0 ? word.length() : equals);
      if (FLAGS.contains(name) && equals < 0) {
        flags.add(name);
      } else if (VALUES.contains(name)) {
        if (equals < 0 && left.isEmpty()) {
          throw wrong("--" + name + " needs a value");
        }
        values.put(name, equals < 0 ? left.pop() : word.substring(equals + 1));
      } else {
        throw wrong(
            FLAGS.contains(name) ? "--" + name + " takes no value" : "there is no --" + name);
      }
    }
  }

  private Options options() {
    refuseTogether("postgres", "postgres-port");
    refuseTogether("redis", "redis-port");
    refuseTogether("connect", "connect-port");
    refuseTogether("connect", "kafka-port");
    Options options =
        new Options(
            flags.contains("once"),
            flags.contains("keep"),
            flags.contains("plain"),
            number("rate", 10, 1, 1000),
            Duration.ofSeconds(number("timeout", 30, 1, 3600)),
            new Options.Ports(
                port("postgres-port"),
                port("redis-port"),
                port("kafka-port"),
                port("connect-port")),
            Optional.ofNullable(values.get("postgres")).map(this::postgres),
            Optional.ofNullable(values.get("redis")).map(this::redis),
            Optional.ofNullable(values.get("connect")).map(this::connect));
    if (options.keep() && options.usesOwnServers()) {
      throw wrong("--keep keeps what up itself started; on your own servers it removes its tables");
    }
    return options;
  }

  private void refuseTogether(String server, String port) {
    if (values.containsKey(server) && values.containsKey(port)) {
      throw wrong("--" + port + " is for a server that up starts, and --" + server + " is yours");
    }
  }

  private int port(String name) {
    return number(name, 0, 1, 65535);
  }

  private int number(String name, int usual, int least, int most) {
    String value = values.get(name);
    if (value == null) {
      return usual;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw outOfRange(name, least, most);
    }
    throw outOfRange(name, least, most);
  }

  private PostgresAddress postgres(String url) {
    try {
      return PostgresAddress.parse(url, environment);
    } catch (IllegalArgumentException e) {
      // The URL itself is not repeated: it may hold a password.
      throw wrong("--postgres is not understood; it is postgresql://user@host:port/database");
    }
  }

  private URI redis(String text) {
    URI uri = uri("redis", text, Set.of("redis", "rediss"), "redis://host:port/0");
    String password = environment.getOrDefault("REDISCLI_AUTH", "");
    if (uri.getRawUserInfo() != null || password.isEmpty()) {
      return uri;
    }
    return RedisAddress.withPassword(uri, password);
  }

  private URI connect(String text) {
    return uri("connect", text, Set.of("http", "https"), "http://host:8083");
  }

  private static URI uri(String option, String text, Set<String> schemes, String form) {
    try {
      URI uri = URI.create(text);
      if (uri.getScheme() != null && schemes.contains(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw wrong("--" + option + " is not understood; it is " + form);
    }
    throw wrong("--" + option + " is not understood; it is " + form);
  }

  private static UpException outOfRange(String name, int least, int most) {
    return wrong("--" + name + " is a whole number from " + least + " to " + most);
  }

  private static UpException wrong(String message) {
    return new UpException(ExitCode.USAGE, message + "\n\n" + Usage.text());
  }
}
