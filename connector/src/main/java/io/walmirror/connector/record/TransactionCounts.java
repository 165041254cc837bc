package io.walmirror.connector.record;

import io.walmirror.connector.event.Transaction;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which transaction was told to have begun, and how many events of it were sent, of each table:
 * what an offset must remember for a restart in the middle of it. Immutable. The transaction is
 * known by the start of its commit record; its id is there for Debezium, and so are the names of
 * the keys.
 *
 * @param xid unsigned
 */
public record TransactionCounts(long commitLsn, int xid, Map<String, Long> tables) {

  private static final String COMMIT_LSN = "wm_transaction";
  private static final String ID = "transaction_id";
  private static final String TABLE = "transaction_data_collection_order_";

  /** None was told to have begun. */
  public static final TransactionCounts NONE = new TransactionCounts(0, 0, Map.of());

  static TransactionCounts begin(Transaction transaction) {
    return new TransactionCounts(
        transaction.commitLsn().value(), transaction.xid(), new HashMap<>());
  }

  boolean isOf(Transaction transaction) {
    return commitLsn == transaction.commitLsn().value() && xid == transaction.xid();
  }

  /** One event of this table more. */
  TransactionCounts plus(String table) {
    // In Debezium's order, which is that of a hash table.
    Map<String, Long> more = new HashMap<>(tables);
    more.merge(table, 1L, Long::sum);
    return new TransactionCounts(commitLsn, xid, more);
  }

  long of(String table) {
    return tables.getOrDefault(table, 0L);
  }

  long total() {
    return tables.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What an offset has of it. */
  Map<String, Object> entries() {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (xid != 0) {
      entries.put(COMMIT_LSN, commitLsn);
      entries.put(ID, Integer.toUnsignedString(xid));
      tables.forEach((table, count) -> entries.put(TABLE + table, count));
    }
    return entries;
  }

  /**
   * What was stored of a transaction; nothing in offsets that Debezium left, which are resumed
   * whole.
   */
  static Optional<TransactionCounts> read(Map<String, ?> offset) {
    if (!(offset.get(COMMIT_LSN) instanceof Number commit)
        || !(offset.get(ID) instanceof String id)) {
      return Optional.empty();
    }
    Map<String, Long> tables = new HashMap<>();
    offset.forEach(
        (key, value) -> {
          if (key.startsWith(TABLE) && value instanceof Number count) {
            tables.put(key.substring(TABLE.length()), count.longValue());
          }
        });
    return Optional.of(
        new TransactionCounts(commit.longValue(), Integer.parseUnsignedInt(id), tables));
  }
}
