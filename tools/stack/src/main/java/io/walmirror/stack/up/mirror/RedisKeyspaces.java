package io.walmirror.stack.up.mirror;

import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.resp.RespError;
import io.walmirror.stack.resp.RespException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The keyspaces of one Redis, read over a connection of its own that nothing else uses. */
public final class RedisKeyspaces implements Keyspaces, AutoCloseable {

  private static final String SEPARATOR = ":";
  private static final int AT_ONCE = 500;

  private final Supplier<RespClient> connector;
  private final String versionField;
  private RespClient client;

  /**
   * @param versionField the field of a hash that is Walmirror's own and mirrors no column
   */
  public RedisKeyspaces(Supplier<RespClient> connector, String versionField) {
    this.connector = connector;
    this.versionField = versionField;
  }

  @Override
  public Set<String> keys(String keyspace) throws UnreadableException {
    return reading(
        redis -> {
          Set<String> found = new HashSet<>();
          String prefix = keyspace + SEPARATOR;
          String cursor = "0";
          do {
            List<?> answer =
                (List<?>)
                    redis.call("SCAN", cursor, "MATCH", escaped(prefix) + "*", "COUNT", "1000");
            cursor = answer.get(0).toString();
            for (Object key : (List<?>) answer.get(1)) {
              found.add(key.toString().substring(prefix.length()));
            }
          } while (!cursor.equals("0"));
          return found;
        });
  }

  @Override
  public Map<String, Held> held(String keyspace, Collection<String> keys)
      throws UnreadableException {
    return reading(
        redis -> {
          Map<String, Held> found = new HashMap<>();
          List<String> all = List.copyOf(keys);
          for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
            List<String[]> commands = new ArrayList<>();
            some.forEach(key -> commands.add(new String[] {"HGETALL", keyspace + SEPARATOR + key}));
            List<Object> answers = redis.pipeline(commands);
            for (int i = 0; i < some.size(); i++) {
              found.put(some.get(i), held(answers.get(i)));
            }
          }
          return found;
        });
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }

  private Held held(Object answer) {
    if (answer instanceof RespError error) {
      if (error.code().equals("WRONGTYPE")) {
        return new Held.Other();
      }
      throw new IllegalStateException(error.text());
    }
    List<?> pairs = (List<?>) answer;
    if (pairs.isEmpty()) {
      return new Held.Nothing();
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      String field = pairs.get(i).toString();
      if (!field.equals(versionField)) {
        fields.put(field, pairs.get(i + 1).toString());
      }
    }
    return new Held.Hash(fields);
  }

  /** Work on the open connection. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(RespClient redis);
  }

  private <T> T reading(Reading<T> reading) throws UnreadableException {
    try {
      if (client == null) {
        client = connector.get();
      }
      return reading.of(client);
    } catch (UncheckedIOException | RespException | IllegalStateException e) {
      if (client != null) {
        client.close();
        client = null;
      }
      throw new UnreadableException("Redis could not be read: " + e.getMessage(), e);
    }
  }

  private static String escaped(String prefix) {
    return prefix.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
  }
}
