package io.walmirror.stack.up.mirror;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Both stores in memory, and a clock that only a pause moves; each pause may change something. */
final class FakeStores implements Tables, Keyspaces {

  final Map<String, Map<String, String>> rows = new TreeMap<>();
  final Map<String, Map<String, String>> hashes = new TreeMap<>();
  final Deque<Runnable> duringPauses = new ArrayDeque<>();
  long nanos;
  int pauses;

  static final String TABLE = "t";

  void row(String key, String... columnsAndValues) {
    rows.put(key, pairs(columnsAndValues));
  }

  void hash(String key, String... fieldsAndValues) {
    hashes.put(key, pairs(fieldsAndValues));
  }

  /** A row and the hash that mirrors it in each keyspace. */
  void mirrored(String key, String... columnsAndValues) {
    row(key, columnsAndValues);
    hash("t:" + key, columnsAndValues);
    hash("flat:t:" + key, columnsAndValues);
  }

  void pause(Duration duration) {
    nanos += duration.toNanos();
    pauses++;
    if (!duringPauses.isEmpty()) {
      duringPauses.pop().run();
    }
  }

  @Override
  public Rows read(String table, int wholeUpTo) {
    boolean whole = rows.size() <= wholeUpTo;
    Map<String, Row> read = new HashMap<>();
    rows.entrySet().stream()
        .limit(whole ? Long.MAX_VALUE : 10)
        .forEach(e -> read.put(e.getKey(), new Row.Present(e.getValue())));
    return new Rows(rows.size(), whole, read);
  }

  @Override
  public Map<String, Row> read(String table, Collection<String> keys) {
    return keys.stream()
        .collect(
            Collectors.toMap(
                key -> key,
                key -> rows.containsKey(key) ? new Row.Present(rows.get(key)) : new Row.Gone()));
  }

  @Override
  public long count(String table) {
    return rows.size();
  }

  @Override
  public Set<String> keys(String keyspace) {
    return hashes.keySet().stream()
        .filter(key -> key.startsWith(keyspace + ":"))
        .map(key -> key.substring(keyspace.length() + 1))
        .collect(Collectors.toSet());
  }

  @Override
  public Map<String, Held> held(String keyspace, Collection<String> keys) {
    return keys.stream()
        .collect(
            Collectors.toMap(
                key -> key,
                key ->
                    hashes.containsKey(keyspace + ":" + key)
                        ? new Held.Hash(hashes.get(keyspace + ":" + key))
                        : new Held.Nothing()));
  }

  private static Map<String, String> pairs(String... texts) {
    Map<String, String> pairs = new TreeMap<>();
    for (int i = 0; i < texts.length; i += 2) {
      pairs.put(texts[i], texts[i + 1]);
    }
    return pairs;
  }
}
