package io.walmirror.stack.up.shop;

import java.util.EnumMap;
import java.util.Map;

/**
 * How many rows were created, updated and deleted in each table. Safe for use by several threads.
 */
public final class ChangeCounts {

  private final Map<ShopTable, Map<ChangeKind, Long>> counts = new EnumMap<>(ShopTable.class);

  public synchronized void add(ShopTable table, ChangeKind kind, long rows) {
    counts
        .computeIfAbsent(table, t -> new EnumMap<>(ChangeKind.class))
        .merge(kind, rows, Long::sum);
  }

  /** Adds what a transaction counted, once it is committed. */
  synchronized void addAll(ChangeCounts other) {
    for (ShopTable table : ShopTable.values()) {
      for (ChangeKind kind : ChangeKind.values()) {
        long rows = other.of(table, kind);
        if (rows > 0) {
          add(table, kind, rows);
        }
      }
    }
  }

  public synchronized long of(ShopTable table, ChangeKind kind) {
    return counts.getOrDefault(table, Map.of()).getOrDefault(kind, 0L);
  }

  public long total() {
    long total = 0;
    for (ChangeKind kind : ChangeKind.values()) {
      total += of(kind);
    }
    return total;
  }

  /** Over all tables. */
  public long of(ChangeKind kind) {
    long total = 0;
    for (ShopTable table : ShopTable.values()) {
      total += of(table, kind);
    }
    return total;
  }
}
