package io.walmirror.it.crash;

import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was committed, as {@code test_decoding} reads it from the log. */
final class History {

  private static final int FETCH = 5000;

  private final Map<String, Expected.Key> keys = new LinkedHashMap<>();
  private final Map<Long, Transaction> transactions = new LinkedHashMap<>();
  private final Map<String, Expected> freeMessages = new HashMap<>();
  private long changes;

  /**
   * One that was committed.
   *
   * @param changes the records of each change, by part
   * @param previousEnd where the commit before it in the log ended
   * @param end where its own ended
   */
  record Transaction(long xid, List<Expected[]> changes, long previousEnd, long end) {}

  /** Creates the slot from which the history will be read. */
  static void begin(Database database) {
    database.execute(
        "SELECT pg_create_logical_replication_slot('" + slot(database) + "', 'test_decoding')");
  }

  private static String slot(Database database) {
    return "oracle_" + database.name();
  }

  /** All from the beginning on. */
  static History read(Database database) throws SQLException {
    History history = new History();
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(FETCH);
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT lsn, xid, data FROM pg_logical_slot_peek_changes('"
                    + slot(database)
                    + "', NULL, NULL, 'include-xids', '0', 'skip-empty-xacts', '1')")) {
          history.read(rows);
        }
      }
    }
    return history;
  }

  private void read(ResultSet rows) throws SQLException {
    List<Expected[]> current = new ArrayList<>();
    long previousEnd = 0;
    while (rows.next()) {
      String line = rows.getString(3);
      if (line.equals("BEGIN")) {
        current = new ArrayList<>();
      } else if (line.equals("COMMIT")) {
        long end = Lsns.parse(rows.getString(1));
        long xid = rows.getLong(2);
        changes += current.size();
        transactions.put(xid, new Transaction(xid, current, previousEnd, end));
        previousEnd = end;
      } else if (TestDecoding.isMessage(line)) {
        message(TestDecoding.message(line), current);
      } else {
        current.add(records(TestDecoding.row(line)));
      }
    }
  }

  private void message(TestDecoding.Message message, List<Expected[]> current) {
    Expected record = new Expected(key(Tables.MESSAGE, message.prefix()), "m " + message.content());
    if (message.transactional()) {
      current.add(new Expected[] {record});
    } else {
      changes++;
      freeMessages.put(message.content(), record);
    }
  }

  /** A delete has a tombstone behind it, and a moved key is deleted and created anew. */
  private Expected[] records(TestDecoding.Row row) {
    String key = key(row.table(), row.columns());
    if (row.kind().equals("DELETE")) {
      return gone(row.table(), key, 2);
    }
    String before = row.oldKey() == null ? key : key(row.table(), row.oldKey());
    if (!before.equals(key)) {
      Expected[] records = gone(row.table(), before, 3);
      records[2] = new Expected(key(row.table(), key), value("c", row.columns()));
      return records;
    }
    String op = row.kind().equals("INSERT") ? "c" : "u";
    return new Expected[] {new Expected(key(row.table(), key), value(op, row.columns()))};
  }

  private Expected[] gone(String table, String key, int parts) {
    Expected[] records = new Expected[parts];
    records[0] = new Expected(key(table, key), TopicRecord.DELETE);
    records[1] = new Expected(key(table, key), TopicRecord.TOMBSTONE);
    return records;
  }

  private Expected.Key key(String table, String key) {
    return keys.computeIfAbsent(table + ":" + key, Expected.Key::new);
  }

  private static String key(String table, Map<String, String> columns) {
    return Tables.KEYS.get(table).stream().map(columns::get).collect(Collectors.joining(","));
  }

  static String value(String op, Map<String, String> columns) {
    StringBuilder text = new StringBuilder(op);
    columns.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    return text.toString();
  }

  /** That transaction; null where none of that id was committed. */
  Transaction transaction(long xid) {
    return transactions.get(xid);
  }

  /** That message of no transaction; null where there is none. */
  Expected freeMessage(String content) {
    return freeMessages.get(content);
  }

  Iterable<Expected.Key> keys() {
    return keys.values();
  }

  Iterable<Transaction> transactions() {
    return transactions.values();
  }

  Iterable<Expected> freeMessages() {
    return freeMessages.values();
  }

  long changes() {
    return changes;
  }

  int transactionCount() {
    return transactions.size();
  }

  /** How many changes the largest transaction has. */
  int largest() {
    return transactions.values().stream().mapToInt(each -> each.changes().size()).max().orElse(0);
  }
}
