package io.walmirror.stack.up.mirror;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One table in one keyspace, while a check of it lasts. */
final class Mirrored {

  private final String table;
  private final String keyspace;
  private final Tables tables;
  private final Keyspaces keyspaces;
  private final Settling settling;
  private final long patience;

  private final Set<String> rowKeys = new HashSet<>();
  private final Set<String> heldKeys = new HashSet<>();

  private Set<String> present = Set.of();
  private long rows;
  private long keys;
  private boolean counted;
  private long countDiffersSince;
  private long countSeen;

  Mirrored(String table, String keyspace, Tables tables, Keyspaces keyspaces, Duration patience) {
    this.table = table;
    this.keyspace = keyspace;
    this.tables = tables;
    this.keyspaces = keyspaces;
    this.settling = new Settling(patience);
    this.patience = patience.toNanos();
  }

  /**
   * Finds the keys. Before the rows are read: a key without a row is then rarely one on its way.
   */
  void findKeys() throws UnreadableException {
    present = keyspaces.keys(keyspace);
  }

  /** Compares everything, or the sample, once. */
  void firstLook(long now, Tables.Rows read) throws UnreadableException {
    rows = read.count();
    keys = present.size();
    Set<String> all = new HashSet<>(read.byKey().keySet());
    if (read.whole()) {
      all.addAll(present);
    } else {
      counted = true;
      countDiffersSince = now;
      countSeen = now;
    }
    look(now, read.byKey(), all);
  }

  private long compared() {
    return rowKeys.size();
  }

  /** Looks again at what differed. */
  void lookAgain(long now) throws UnreadableException {
    if (counted && rows != keys) {
      rows = tables.count(table);
      keys = keyspaces.keys(keyspace).size();
      countSeen = now;
    }
    Collection<String> suspects = settling.keys();
    if (!suspects.isEmpty()) {
      look(now, tables.read(table, suspects), suspects);
    }
  }

  boolean isDecided() {
    return settling.isDecided() && !(countDiffers() && countSeen - countDiffersSince < patience);
  }

  /** The verdict; the counts are those of the last looks. */
  Verdict.Line line() {
    List<Difference> differences = new ArrayList<>();
    if (countDiffers()) {
      differences.add(new Difference.OtherCount(rows, keys));
    }
    differences.addAll(settling.differences());
    return new Verdict.Line(
        table,
        keyspace,
        rows,
        keys,
        compared(),
        settling.differing(),
        settling.undecided(),
        differences);
  }

  private static void remember(Set<String> keys, String key, boolean there) {
    if (there) {
      keys.add(key);
    } else {
      keys.remove(key);
    }
  }

  private boolean countDiffers() {
    return counted && rows != keys;
  }

  private void look(long now, Map<String, Row> byKey, Collection<String> lookedAt)
      throws UnreadableException {
    Map<String, Held> held = keyspaces.held(keyspace, lookedAt);
    for (String key : lookedAt) {
      Row row = byKey.getOrDefault(key, new Row.Gone());
      Held hold = held.getOrDefault(key, new Held.Nothing());
      settling.look(now, key, keyspace + ":" + key, row, hold);
      remember(rowKeys, key, row instanceof Row.Present);
      remember(heldKeys, key, !(hold instanceof Held.Nothing));
    }
    if (!counted) {
      rows = rowKeys.size();
      keys = heldKeys.size();
    }
  }
}
