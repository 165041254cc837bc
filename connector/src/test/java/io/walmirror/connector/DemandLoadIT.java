package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Position;
import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;

/** Random writers, and snapshots on demand one after the other, restarted in between. */
class DemandLoadIT extends Scenarios {

  private static final int ROWS = 3_000;
  private static final int WRITERS = 3;
  private static final int SNAPSHOTS = 6;

  private final long seed = Long.getLong("walmirror.seed", System.nanoTime());

  @Test
  @Covers({68, 69, 72})
  void whateverIsWrittenMeanwhileTheLastEventOfEachKeyIsTheRow() throws InterruptedException {
    System.out.printf("DemandLoadIT: seed %d (repeat: -Dwalmirror.seed=%d)%n", seed, seed);
    Mirror mirror = new Mirror();
    long rows = load(database, mirror, new PostgresSourceTask[3], new Random(seed));
    assertThat(mirror.back).as("positions that go back, seed %d", seed).isZero();
    assertThat(mirror.wrong(database)).as("seed %d", seed).isEmpty();
    assertThat(rows).isGreaterThan(ROWS);

    List<String> control = new ArrayList<>();
    try (Database own = database.server().freshDatabase();
        Mutant mutant =
            Mutant.of(
                "snapshot/demand/Recording.java",
                Map.of("if (relation.oid() != table || broken", "if (relation.oid() != 0"))) {
      Mirror blind = new Mirror();
      load(
          own,
          blind,
          new SourceTask[] {mutant.task(), mutant.task(), mutant.task()},
          new Random(seed));
      control.addAll(blind.wrong(own));
    }
    assertThat(control).as("without the recording").isNotEmpty();
    proof(
        "Snapshots on demand under load leave the last state of every row",
        "DemandLoadIT.whateverIsWrittenMeanwhileTheLastEventOfEachKeyIsTheRow",
        SNAPSHOTS
            + " snapshots, "
            + WRITERS
            + " writers, 2 restarts, "
            + rows
            + " rows; seed "
            + seed,
        "without the recording: " + control.size() + " rows are wrong");
  }

  /** Writes and reads; how many rows came from snapshots. */
  private long load(Database own, Mirror mirror, SourceTask[] tasks, Random random)
      throws InterruptedException {
    own.execute(
        "CREATE TABLE acct (id int PRIMARY KEY, v int NOT NULL, big text)",
        "ALTER TABLE acct ALTER big SET STORAGE EXTERNAL",
        "INSERT INTO acct SELECT i, 0, CASE WHEN i % 3 = 0 THEN repeat('b' || i, 900) END"
            + " FROM generate_series(1, "
            + ROWS
            + ") i");
    Map<String, String> map = RunningTask.settings(own);
    map.put("incremental.snapshot.chunk.size", Integer.toString(5 + random.nextInt(296)));
    Offsets stored = new Offsets();
    List<Writer> writers = new ArrayList<>();
    long rows = 0;
    try {
      for (int run = 0; run < tasks.length; run++) {
        SourceTask source = tasks[run] == null ? new PostgresSourceTask() : tasks[run];
        try (RunningTask task = RunningTask.start(source, map, stored)) {
          task.await("slot", running -> Scenarios.streams(own, map.get("slot.name")));
          if (run == 0) {
            for (int i = 0; i < WRITERS; i++) {
              writers.add(Writer.start(own, random.nextLong()));
            }
          }
          boolean last = run == tasks.length - 1;
          for (int i = 0; i < SNAPSHOTS / tasks.length; i++) {
            task.ask().request("s" + run + "-" + i, List.of("public.acct"), Map.of());
          }
          if (last) {
            task.await("the end", RunningTask::hasAllAsked);
            stop(writers);
            own.execute(
                "CREATE TABLE the_end (id int PRIMARY KEY)", "INSERT INTO the_end VALUES (1)");
            task.await("the end", running -> running.ended("the_end"));
          } else {
            int some = random.nextInt(2 * ROWS);
            task.await(
                "some rows", running -> running.ask().done() || running.data().size() > some);
            // Everything up to some record is stored, as a flush of Connect would have it.
            task.store(task.all().subList(0, task.all().size() / 2));
          }
          rows += mirror.take(task);
        }
      }
    } finally {
      stop(writers);
    }
    return rows;
  }

  private static void stop(List<Writer> writers) throws InterruptedException {
    for (Writer writer : writers) {
      writer.stopping = true;
      writer.thread.join();
      assertThat((Throwable) writer.failure).isNull();
    }
  }

  /** What a sink would hold that compares positions alone. */
  private static final class Mirror {
    private final Map<Long, Position> positions = new HashMap<>();
    private final Map<Long, Integer> values = new HashMap<>();
    private final Map<Long, String> bigs = new HashMap<>();
    private int back;

    long take(RunningTask task) {
      Map<Long, Position> inRun = new HashMap<>();
      long read = 0;
      for (Event event : Event.of(task.data())) {
        if (!event.topic().endsWith(".acct")) {
          continue;
        }
        read += event.isOp("r") ? 1 : 0;
        Position before = inRun.put(event.id(), event.position());
        back += before != null && event.position().compareTo(before) <= 0 ? 1 : 0;
        apply(event);
      }
      return read;
    }

    private void apply(Event event) {
      Position before = positions.get(event.id());
      if (before != null && event.position().compareTo(before) < 0) {
        return;
      }
      positions.put(event.id(), event.position());
      if (event.isTombstone() || event.isOp("d")) {
        values.remove(event.id());
        bigs.remove(event.id());
        return;
      }
      values.put(event.id(), event.after().getInt32("v"));
      if (event.header(HeaderNames.UNCHANGED) == null) {
        bigs.put(event.id(), String.valueOf(event.after().get("big")));
      }
    }

    List<String> wrong(Database own) {
      List<String> wrong = new ArrayList<>();
      Map<Long, Integer> left = new HashMap<>(values);
      for (List<String> row : own.rows("SELECT id, v, big FROM acct")) {
        long id = Long.parseLong(row.get(0));
        Integer value = left.remove(id);
        if (value == null || value != Integer.parseInt(row.get(1))) {
          wrong.add(id + ": " + value + " for " + row.get(1));
        } else if (!String.valueOf(row.get(2)).equals(bigs.get(id))) {
          wrong.add(id + ": its large value");
        }
      }
      left.keySet().forEach(id -> wrong.add(id + ": is gone"));
      return wrong;
    }
  }

  /** Inserts, updates, deletes, and moves of keys, in transactions of a few. */
  private static final class Writer {
    private final Thread thread;
    private volatile boolean stopping;
    private volatile SQLException failure;

    private Writer(Database own, Random random) {
      thread = new Thread(() -> run(own, random), "writer");
    }

    static Writer start(Database own, long seed) {
      Writer writer = new Writer(own, new Random(seed));
      writer.thread.start();
      return writer;
    }

    private void run(Database own, Random random) {
      try (Connection connection = own.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        while (!stopping) {
          try {
            for (int i = random.nextInt(4); i >= 0; i--) {
              statement.execute(change(random));
            }
            if (random.nextInt(20) == 0) {
              connection.rollback();
            } else {
              connection.commit();
            }
            Pause.briefly();
          } catch (SQLException e) {
            connection.rollback();
            if (!List.of("40P01", "23505").contains(e.getSQLState())) {
              throw e;
            }
          }
        }
      } catch (SQLException e) {
        failure = e;
      }
    }

    private static String change(Random random) {
      int id = 1 + random.nextInt(ROWS);
      int other = 1 + random.nextInt(2 * ROWS);
      return switch (random.nextInt(10)) {
        case 0 -> "DELETE FROM acct WHERE id = " + id;
        case 1 ->
            "INSERT INTO acct VALUES (" + id + ", 1, repeat('n', 3000)) ON CONFLICT DO NOTHING";
        case 2 -> "UPDATE acct SET id = " + other + " WHERE id = " + id;
        case 3 -> "UPDATE acct SET big = repeat('c" + other + "', 900) WHERE id = " + id;
        default -> "UPDATE acct SET v = v + 1 WHERE id BETWEEN " + id + " AND " + (id + 5);
      };
    }
  }
}
