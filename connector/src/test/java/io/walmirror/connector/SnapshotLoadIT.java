package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.Position;
import io.walmirror.stack.proof.Tries;
import io.walmirror.stack.server.Database;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;

/** A snapshot by several workers while others write, and the stream behind it. */
class SnapshotLoadIT extends Scenarios {

  private static final int ROWS = Integer.getInteger("walmirror.snapshot.rows", 100_000);
  private static final int ROWS_OF_CONTROL = 30_000;

  private final long seed = Long.getLong("walmirror.seed", System.nanoTime());

  /** What was found wrong; zeros where nothing was. */
  private record Found(long snapshotOff, long lastOff, long positionsBack, long rows, long moves) {
    boolean nothing() {
      return snapshotOff == 0 && lastOff == 0 && positionsBack == 0;
    }
  }

  @Test
  void moneyThatMovesIsNeitherLostNorMadeBetweenSnapshotAndStream() {
    System.out.printf("SnapshotLoadIT: seed %d (repeat: -Dwalmirror.seed=%d)%n", seed, seed);
    Random random = new Random(seed);
    Found fresh = run(new PostgresSourceTask(), ROWS, random, false);
    assertThat(fresh.nothing()).as("%s, seed %d", fresh, seed).isTrue();
    assertThat(fresh.rows).isEqualTo(ROWS);
    assertThat(fresh.moves).isPositive();
    Found existing = run(new PostgresSourceTask(), ROWS, random, true);
    assertThat(existing.nothing()).as("%s, seed %d", existing, seed).isTrue();

    Found apart;
    try (Mutant mutant =
        Mutant.of(
            "snapshot/CopyWorker.java",
            Map.of(
                "ExportedSnapshot.begin(connection, snapshot);",
                "try (Statement own = connection.createStatement()) {"
                    + " own.execute(\"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY\"); }"))) {
      apart =
          Tries.until(
              found -> found.snapshotOff != 0,
              () -> run(mutant.task(), ROWS_OF_CONTROL, random, false));
    }
    assertThat(apart.snapshotOff).as("without the common snapshot: %s", apart).isNotZero();
    Found stamped;
    try (Mutant mutant =
        Mutant.of(
            "snapshot/ExportedSnapshot.java",
            Map.of(
                "SELECT pg_catalog.pg_export_snapshot(), (extract(epoch FROM\"",
                "SELECT pg_catalog.pg_export_snapshot(), (pg_sleep(0.5) IS NULL)::int + (extract("
                    + "epoch FROM\"",
                "new ExportedSnapshot(connection, slot.point(), row",
                "new ExportedSnapshot(connection, now(connection), row",
                "/** Begins a transaction that sees this snapshot. */",
                "private static Lsn now(Connection connection) throws SQLException {"
                    + " try (Statement s = connection.createStatement();"
                    + " ResultSet r = s.executeQuery(\"SELECT pg_current_wal_lsn()\")) {"
                    + " r.next(); return Lsn.parse(r.getString(1)); } }"))) {
      stamped = run(mutant.task(), ROWS_OF_CONTROL, random, false);
    }
    assertThat(stamped.lastOff).as("stamped by pg_current_wal_lsn(): %s", stamped).isPositive();
    proof(
        "A parallel snapshot and the stream behind it are one history",
        "SnapshotLoadIT.moneyThatMovesIsNeitherLostNorMadeBetweenSnapshotAndStream",
        "8 writers, 4 workers; new slot: "
            + fresh
            + ", slot that was there: "
            + existing
            + ", seed "
            + seed,
        "workers that do not import the snapshot: "
            + apart
            + "; rows stamped by pg_current_wal_lsn(): "
            + stamped);
  }

  private Found run(SourceTask source, int count, Random random, boolean slotBefore) {
    try (Database own = database.server().freshDatabase()) {
      Accounts.create(own, count);
      Map<String, String> map = RunningTask.settings(own);
      map.put("snapshot.mode", "initial");
      map.put("snapshot.max.threads", "4");
      map.put("snapshot.chunk.bytes", "262144");
      if (slotBefore) {
        own.execute(
            "CREATE PUBLICATION " + own.publication() + " FOR ALL TABLES",
            "SELECT pg_create_logical_replication_slot('" + own.slot() + "', 'pgoutput')");
      }
      Accounts accounts = Accounts.write(own, count, random, Duration.ZERO);
      await(() -> accounts.transactions() > 20);
      try (RunningTask task = RunningTask.start(source, map, new Offsets())) {
        try (accounts) {
          task.await("rows", RunningTask::sawLastRow);
        }
        own.execute("CREATE TABLE the_end (id int PRIMARY KEY)", "INSERT INTO the_end VALUES (1)");
        task.await("the end", running -> running.ended("the_end"));
        return found(Event.of(task.data()), own, accounts.transactions());
      }
    }
  }

  private static Found found(List<Event> events, Database own, long moves) {
    Map<Long, Long> snapshot = new HashMap<>();
    Map<Long, Position> positions = new HashMap<>();
    Map<Long, Long> last = new HashMap<>();
    long back = 0;
    for (Event event : events) {
      if (!event.topic().endsWith(".account")) {
        continue;
      }
      long id = event.id();
      Position before = positions.get(id);
      if (before != null && event.position().compareTo(before) < 0) {
        back++;
        continue;
      }
      positions.put(id, event.position());
      if (event.isTombstone() || event.op().equals("d")) {
        last.remove(id);
      } else {
        last.put(id, event.after().getInt64("balance"));
      }
      if (event.op().equals("r")) {
        snapshot.put(id, event.after().getInt64("balance"));
      }
    }
    Map<Long, Long> truth = new HashMap<>();
    own.rows("SELECT id, balance FROM account")
        .forEach(row -> truth.put(Long.valueOf(row.get(0)), Long.valueOf(row.get(1))));
    long wanted = truth.values().stream().mapToLong(Long::longValue).sum();
    long read = snapshot.values().stream().mapToLong(Long::longValue).sum();
    long wrong =
        truth.entrySet().stream().filter(e -> !e.getValue().equals(last.get(e.getKey()))).count()
            + last.keySet().stream().filter(id -> !truth.containsKey(id)).count();
    return new Found(read - wanted, wrong, back, snapshot.size(), moves);
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Pause.briefly();
    }
  }
}
