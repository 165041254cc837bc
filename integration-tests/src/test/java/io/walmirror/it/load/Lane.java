package io.walmirror.it.load;

import io.walmirror.it.load.LoadTable.Data;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** One connection, the keys that it alone uses, and what its open transaction has done so far. */
final class Lane implements AutoCloseable {

  private static final int NULL_IN = 6;

  private final Connection connection;
  private final int number;
  private final Random random;
  private final AtomicLong revisions;
  private final RandomValues values;
  private final Map<LoadTable, Keys> committed = new HashMap<>();
  private final Map<LoadTable, Keys> current = new HashMap<>();
  private int fresh;
  private int inserts;
  private int updates;
  private int deletes;
  private int moves;

  /** Keys, each a list of the values of its columns. */
  private record Keys(List<List<String>> live, List<List<String>> gone) {
    Keys copy() {
      return new Keys(new ArrayList<>(live), new ArrayList<>(gone));
    }
  }

  Lane(Connection connection, int number, Random random, AtomicLong revisions) throws SQLException {
    this.connection = connection;
    this.number = number;
    this.random = random;
    this.revisions = revisions;
    this.values = new RandomValues(random);
    connection.setAutoCommit(false);
    for (LoadTable table : LoadTable.ALL) {
      committed.put(table, new Keys(new ArrayList<>(), new ArrayList<>()));
      current.put(table, committed.get(table).copy());
    }
  }

  /** Changes one row. */
  void change() throws SQLException {
    LoadTable table = random.nextInt(3) == 0 ? LoadTable.ORDER_LINE : LoadTable.ACCOUNT;
    int dice = random.nextInt(100);
    if (current.get(table).live.size() < 5 || dice < 30) {
      insert(table);
    } else if (dice < 75) {
      update(table);
    } else if (dice < 90) {
      delete(table);
    } else {
      move(table);
    }
  }

  private void insert(LoadTable table) throws SQLException {
    List<String> key = unusedKey(table);
    List<String> names = new ArrayList<>(table.keyNames());
    names.add("rev");
    List<String> arguments = new ArrayList<>(key);
    arguments.add(revision());
    for (Data column : table.data()) {
      names.add(column.name());
      arguments.add(value(column));
    }
    String marks = names.stream().map(name -> "?").collect(Collectors.joining(", "));
    run(
        "INSERT INTO "
            + table.sqlName()
            + " ("
            + String.join(", ", names)
            + ") VALUES ("
            + marks
            + ")",
        arguments);
    current.get(table).live.add(key);
    inserts++;
  }

  /** Some columns only, so that large values that are not among them stay as they are. */
  private void update(LoadTable table) throws SQLException {
    List<String> assignments = new ArrayList<>(List.of("rev = ?"));
    List<String> arguments = new ArrayList<>(List.of(revision()));
    for (Data column : table.data()) {
      if (random.nextInt(column.isLarge() ? 10 : 2) == 0) {
        assignments.add(column.name() + " = ?");
        arguments.add(value(column));
      }
    }
    List<String> key = anyKey(table);
    arguments.addAll(key);
    run(update(table, assignments), arguments);
    updates++;
  }

  private void delete(LoadTable table) throws SQLException {
    List<String> key = anyKey(table);
    run("DELETE FROM " + table.sqlName() + where(table), key);
    current.get(table).live.remove(key);
    current.get(table).gone.add(key);
    deletes++;
  }

  /** The large value is written too: what was not sent of a moved row cannot be known. */
  private void move(LoadTable table) throws SQLException {
    List<String> from = anyKey(table);
    List<String> to = unusedKey(table);
    List<String> assignments = new ArrayList<>();
    table.keyNames().forEach(name -> assignments.add(name + " = ?"));
    assignments.add("rev = ?");
    assignments.add("body = ?");
    List<String> arguments = new ArrayList<>(to);
    arguments.add(revision());
    arguments.add(random.nextBoolean() ? values.large() : null);
    arguments.addAll(from);
    run(update(table, assignments), arguments);
    current.get(table).live.remove(from);
    current.get(table).gone.add(from);
    current.get(table).live.add(to);
    moves++;
  }

  LoadCounts commit() throws SQLException {
    connection.commit();
    current.forEach((table, keys) -> committed.put(table, keys.copy()));
    return done(new LoadCounts(inserts, updates, deletes, moves, 1, 0));
  }

  LoadCounts rollback() throws SQLException {
    connection.rollback();
    committed.forEach((table, keys) -> current.put(table, keys.copy()));
    return done(new LoadCounts(0, 0, 0, 0, 0, 1));
  }

  private LoadCounts done(LoadCounts counts) {
    inserts = 0;
    updates = 0;
    deletes = 0;
    moves = 0;
    return counts;
  }

  private String revision() {
    return Long.toString(revisions.incrementAndGet());
  }

  private String value(Data column) {
    if (column.isLarge() && random.nextInt(4) > 0) {
      return null;
    }
    return random.nextInt(NULL_IN) == 0 ? null : column.value().apply(values);
  }

  private List<String> anyKey(LoadTable table) {
    List<List<String>> live = current.get(table).live;
    return live.get(random.nextInt(live.size()));
  }

  /** A new key, or one of a row that was deleted or moved away. */
  private List<String> unusedKey(LoadTable table) {
    List<List<String>> gone = current.get(table).gone;
    if (!gone.isEmpty() && random.nextInt(3) == 0) {
      return gone.remove(random.nextInt(gone.size()));
    }
    int id = 2 * ++fresh + number;
    return table.keyColumns().size() == 1
        ? List.of(Integer.toString(id))
        : List.of(values.text() + number, Integer.toString(id));
  }

  private static String update(LoadTable table, List<String> assignments) {
    return "UPDATE " + table.sqlName() + " SET " + String.join(", ", assignments) + where(table);
  }

  private static String where(LoadTable table) {
    return table.keyNames().stream()
        .map(name -> name + " = ?")
        .collect(Collectors.joining(" AND ", " WHERE ", ""));
  }

  /** Arguments go without a type, which the server then takes from the column. */
  private void run(String sql, List<String> arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.size(); i++) {
        statement.setObject(i + 1, arguments.get(i), java.sql.Types.OTHER);
      }
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("not one row: " + sql);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
