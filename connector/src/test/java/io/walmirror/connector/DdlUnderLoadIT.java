package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Sixty statements change tables that are written to all the while. Every event must be the row as
 * {@code test_decoding} prints it at its LSN, over a slot of its own.
 */
class DdlUnderLoadIT extends Scenarios {

  /** Statements; those between BEGIN and COMMIT are one transaction. */
  private static final List<String> SCRIPT =
      List.of(
          "ALTER TABLE orders ADD COLUMN a1 integer",
          "ALTER TABLE orders ADD COLUMN a2 text NOT NULL DEFAULT 'née'",
          "ALTER TABLE orders RENAME COLUMN a1 TO b1",
          "ALTER TABLE orders ALTER COLUMN b1 TYPE bigint",
          "ALTER TABLE orders ALTER COLUMN b1 SET DEFAULT 7",
          "ALTER TABLE orders DROP COLUMN a2",
          "ALTER TABLE lines ADD COLUMN \"Odd, \"\"name\" varchar(30) DEFAULT 'x'",
          "ALTER TABLE lines RENAME COLUMN note TO remark",
          "ALTER TABLE lines ALTER COLUMN remark SET DEFAULT 'none'",
          "BEGIN",
          "LOCK TABLE lines",
          "UPDATE lines SET remark = 'filled' WHERE remark IS NULL",
          "ALTER TABLE lines ALTER COLUMN remark SET NOT NULL",
          "COMMIT",
          "ALTER TABLE lines ALTER COLUMN remark DROP NOT NULL",
          "BEGIN",
          "INSERT INTO orders (id, name) VALUES (-1, 'before')",
          "ALTER TABLE orders ADD COLUMN t1 text",
          "UPDATE orders SET t1 = 'between' WHERE id = -1",
          "ALTER TABLE orders RENAME COLUMN name TO title",
          "INSERT INTO orders (id, title) VALUES (-2, 'after')",
          "ALTER TABLE orders DROP COLUMN t1",
          "DELETE FROM orders WHERE id IN (-1, -2)",
          "COMMIT",
          "ALTER TABLE orders RENAME TO sales",
          "ALTER TABLE sales RENAME COLUMN title TO name",
          "ALTER TABLE sales RENAME TO orders",
          "ALTER TABLE lines DROP CONSTRAINT lines_pkey",
          "ALTER TABLE lines REPLICA IDENTITY FULL",
          "ALTER TABLE lines ADD CONSTRAINT lines_pkey PRIMARY KEY (line, id)",
          "ALTER TABLE lines REPLICA IDENTITY DEFAULT",
          "CREATE UNIQUE INDEX orders_number ON orders (number)",
          "ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_number",
          "ALTER TABLE orders REPLICA IDENTITY FULL",
          "ALTER TABLE orders REPLICA IDENTITY DEFAULT",
          "DROP INDEX orders_number",
          "ALTER TYPE mood ADD VALUE 'happy'",
          "ALTER TABLE orders ADD COLUMN feeling mood DEFAULT 'happy'",
          "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'",
          "ALTER TABLE orders DROP COLUMN feeling",
          "DROP TABLE extra",
          "CREATE TABLE extra (id bigint PRIMARY KEY, other boolean, more text DEFAULT 'new')",
          "ALTER TABLE extra ADD COLUMN amount numeric(8,2) DEFAULT 1.50",
          "ALTER TABLE extra ALTER COLUMN amount TYPE numeric(12,3)",
          "ALTER TABLE extra ALTER COLUMN amount TYPE text",
          "ALTER TABLE extra ALTER COLUMN id TYPE integer",
          "ALTER TABLE extra ALTER COLUMN id TYPE bigint",
          "BEGIN",
          "DROP TABLE extra",
          "CREATE TABLE extra (other text, id bigint PRIMARY KEY)",
          "INSERT INTO extra (id, other) VALUES (-5, 'again')",
          "COMMIT",
          "CREATE TABLE fresh (id bigint PRIMARY KEY, word text)",
          "ALTER TABLE fresh ADD COLUMN number integer GENERATED ALWAYS AS IDENTITY",
          "ALTER TABLE fresh ALTER COLUMN number DROP IDENTITY",
          "ALTER TABLE fresh RENAME TO stale",
          "DROP TABLE stale",
          "ALTER TABLE orders DROP CONSTRAINT orders_pkey",
          "ALTER TABLE orders REPLICA IDENTITY FULL",
          "ALTER TABLE orders ADD COLUMN code integer NOT NULL DEFAULT 3",
          "ALTER TABLE orders ADD PRIMARY KEY (number, id)",
          "ALTER TABLE orders REPLICA IDENTITY DEFAULT",
          "ALTER TABLE orders ALTER COLUMN name SET DEFAULT 'nobody'",
          "ALTER TABLE orders ALTER COLUMN price TYPE numeric(14,4)",
          "ALTER TABLE orders ALTER COLUMN price TYPE double precision",
          "ALTER TABLE orders ALTER COLUMN price SET DEFAULT 2.5",
          "TRUNCATE lines",
          "ALTER TABLE lines ADD COLUMN flag boolean",
          "ALTER TABLE lines DROP COLUMN flag",
          "ALTER TABLE lines ADD COLUMN flag text");

  private final long seed = Long.getLong("walmirror.seed", System.nanoTime());
  private final AtomicInteger written = new AtomicInteger();
  private volatile boolean stopped;

  @Test
  @Covers(9)
  void everyEventIsTheRowAsItWasAtItsPlaceInTheLog() throws Exception {
    System.out.printf("DdlUnderLoadIT: seed %d (repeat: -Dwalmirror.seed=%d)%n", seed, seed);
    database.execute(
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE TABLE orders (id bigint PRIMARY KEY, name text, number integer NOT NULL DEFAULT 0,"
            + " price numeric(10,2))",
        "CREATE TABLE lines (id bigint, line integer DEFAULT 1, note text, PRIMARY KEY (id, line))",
        "CREATE TABLE extra (id bigint PRIMARY KEY, other text)");
    settings.put("decimal.handling.mode", "string");
    settings.put("skipped.operations", "t");
    try (RunningTask task = start()) {
      Oracle oracle = Oracle.of(database);
      CompletableFuture<Void> load = CompletableFuture.runAsync(this::load);
      try {
        runScript(load);
      } finally {
        stopped = true;
        load.join();
      }
      List<PrintedChange> printed = oracle.rows();
      task.await(
          "event of each change",
          running -> PrintedChange.of(Event.of(running.data())).size() >= printed.size());
      List<PrintedChange> events = PrintedChange.of(Event.of(task.data()));

      assertThat(differences(printed, events)).as("seed %d", seed).isEmpty();
      assertThat(events).hasSameSizeAs(printed).hasSizeGreaterThan(3 * SCRIPT.size());
      assertThat(SCRIPT).hasSizeGreaterThanOrEqualTo(60);
      thatOneValueMakesADifference(printed, events);
      proof(
          "A schema change in the middle of the stream neither stops it nor changes a value",
          "DdlUnderLoadIT",
          SCRIPT.size()
              + " statements, "
              + printed.size()
              + " changes as test_decoding prints them",
          "one value of one event that is another makes the comparison fail");
    }
  }

  private static void thatOneValueMakesADifference(
      List<PrintedChange> printed, List<PrintedChange> events) {
    List<PrintedChange> other = new ArrayList<>(events);
    PrintedChange one = other.get(other.size() / 2);
    Map<String, String> columns = new LinkedHashMap<>(one.columns());
    columns.put("id", "0");
    other.set(other.size() / 2, new PrintedChange(one.lsn(), one.table(), one.op(), columns));
    assertThat(differences(printed, other)).hasSize(1);
  }

  private static List<String> differences(List<PrintedChange> printed, List<PrintedChange> events) {
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < Math.min(printed.size(), events.size()); i++) {
      PrintedChange event = events.get(i).asFarAs(printed.get(i));
      if (!event.equals(printed.get(i))) {
        differences.add(printed.get(i) + " came as " + event);
      }
    }
    return differences;
  }

  /** Between two statements the load commits at least a few times. */
  private void runScript(CompletableFuture<Void> load) throws SQLException {
    try (Connection connection = database.connect()) {
      boolean alone = true;
      for (String statement : SCRIPT) {
        int before = written.get();
        while (alone && written.get() < before + 3 && !load.isDone()) {
          Pause.briefly();
        }
        run(connection, statement);
        alone = statement.equals("COMMIT") || (alone && !statement.equals("BEGIN"));
      }
    }
  }

  private void load() {
    Random random = new Random(seed);
    try (Connection connection = database.connect()) {
      for (int n = 1; !stopped; n++) {
        write(connection, random, n);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(Connection connection, Random random, int n) throws SQLException {
    int id = random.nextInt(40);
    for (String statement :
        List.of(
            "INSERT INTO orders (id, number, price) VALUES (" + n + ", " + n + ", " + n + ".25)",
            "UPDATE orders SET price = price + 1 WHERE id = " + (n - 1),
            "UPDATE orders SET id = -100 - id WHERE id = " + (n - 3),
            "DELETE FROM orders WHERE id = " + (-100 - n + 5),
            "INSERT INTO lines (id, line) VALUES (" + n + ", " + id + ")",
            "UPDATE lines SET line = line + 100 WHERE id = " + (n - 2),
            "DELETE FROM lines WHERE id = " + (n - 6),
            "INSERT INTO extra (id) VALUES (" + n + ")",
            "UPDATE extra SET other = DEFAULT WHERE id = " + (n - 1))) {
      try {
        run(connection, statement);
        written.incrementAndGet();
      } catch (SQLException e) {
        // The table is called otherwise now, or has no identity: the load goes on with the next.
        if (!e.getSQLState().startsWith("42") && !e.getSQLState().startsWith("55")) {
          throw e;
        }
      }
    }
  }
}
