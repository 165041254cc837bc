package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.connector.RunningTask.Offsets;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Restarts in the middle of things. Over all runs together nothing may be missing, and no change
 * may come at two positions.
 */
class RestartScenariosIT extends Scenarios {

  private final long seed = Long.getLong("walmirror.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  @Covers(40)
  void aStopInTheMiddleOfATransactionGoesOnWhereItsOffsetSays() throws SQLException {
    createSlot();
    Oracle oracle = Oracle.of(database);
    database.execute(
        "BEGIN; INSERT INTO item SELECT g, 'a', g FROM generate_series(1, 60) g;"
            + " UPDATE item SET name = 'b' WHERE id <= 40; DELETE FROM item WHERE id > 30; COMMIT",
        "INSERT INTO item VALUES (100, 'after', 1)");
    int records = 60 + 40 + 2 * 30 + 1;
    Deliveries deliveries = new Deliveries();
    List<Integer> stops = new ArrayList<>();
    int left = records;
    while (left > 0) {
      try (RunningTask task = start()) {
        int stored = random.nextInt(Math.min(left, 50));
        List<SourceRecord> came = task.await(left);
        assertThat(came).as("seed %d, stops %s", seed, stops).hasSize(left);
        deliveries.add(task);
        SourceRecord last = came.get(stored);
        task.store(last);
        // A delete carries the offset before it: it comes again with its tombstone.
        left -= stored + (Event.of(List.of(last)).get(0).op().equals("d") ? 0 : 1);
        stops.add(stored);
      }
    }
    deliveries.areThoseOf(oracle);
    assertThat(deliveries.repeats()).as("seed %d", seed).isPositive();
    proof(
        "A restart inside a transaction loses nothing and puts no change at two positions",
        "RestartScenariosIT.aStopInTheMiddleOfATransactionGoesOnWhereItsOffsetSays",
        stops.size()
            + " restarts in a transaction of 130 changes, equal to test_decoding; seed "
            + seed,
        "see the rows shared by one LSN: without the count among them the same check is red");
  }

  @Test
  @Covers(41)
  void aRestartWhileATransactionIsOpenDeliversItOnceItCommits() throws SQLException {
    try (Connection open = database.connect()) {
      open.setAutoCommit(false);
      Deliveries deliveries = new Deliveries();
      Oracle oracle;
      try (RunningTask task = start()) {
        oracle = Oracle.of(database);
        run(open, "INSERT INTO item VALUES (1, 'open', 1), (2, 'open', 1)");
        database.execute("INSERT INTO item VALUES (10, 'other', 1)");
        task.await(1);
        task.storeAll();
        deliveries.add(task);
      }
      try (RunningTask task = start()) {
        run(open, "INSERT INTO item VALUES (3, 'open', 1)");
        database.execute("INSERT INTO item VALUES (11, 'other', 1)");
        task.await(1);
        open.commit();
        assertThat(Event.of(task.await(4))).extracting(Event::id).containsExactly(11L, 1L, 2L, 3L);
        deliveries.add(task);
      }
      deliveries.areThoseOf(oracle);
      assertThat(deliveries.repeats()).isZero();
    }
  }

  @Test
  @Covers({43, 49})
  void copiedRowsThatShareOneLsnAreToldApart() throws SQLException {
    createSlot();
    Oracle oracle = Oracle.of(database);
    copy(300);
    Deliveries deliveries = new Deliveries();
    List<SourceRecord> first;
    try (RunningTask task = start()) {
      first = task.await(300);
      deliveries.add(task);
    }
    long lsns =
        Event.of(first).stream().map(event -> event.source().getInt64("lsn")).distinct().count();
    assertThat(lsns).as("rows share LSNs").isLessThan(10);
    for (int stored : new int[] {0, 1, 99, 150, 298}) {
      offsets.set(first.get(stored).sourceOffset());
      try (RunningTask task = start()) {
        assertThat(task.await(299 - stored)).hasSize(299 - stored);
        deliveries.add(task);
      }
    }
    deliveries.areThoseOf(oracle);

    String control = resumedByLsnAlone(first.get(150), oracle);
    proof(
        "Rows that share one LSN are told apart after a restart",
        "RestartScenariosIT.copiedRowsThatShareOneLsnAreToldApart",
        "300 rows of a COPY with "
            + lsns
            + " LSNs, restarted after the 1st, 2nd, 100th, 151st, 299th",
        control);
  }

  /** Goes on from an offset that has lost the count of changes with its LSN. */
  private String resumedByLsnAlone(SourceRecord record, Oracle oracle) {
    Map<String, Object> damaged = new HashMap<>(record.sourceOffset());
    damaged.put("wm_change_lsn_count", 1L);
    Offsets byLsn = new Offsets();
    byLsn.set(damaged);
    Deliveries deliveries = new Deliveries();
    try (RunningTask task = start(byLsn)) {
      database.execute("INSERT INTO item VALUES (1000, 'end', 1)");
      task.await(
          "last row",
          running -> Event.of(running.data()).stream().anyMatch(event -> event.id() == 1000));
      deliveries.add(task);
    }
    List<String> changes = oracle.changes();
    List<String> wanted = changes.subList(151, changes.size());
    assertThatThrownBy(() -> assertThat(deliveries.changes()).isEqualTo(wanted))
        .isInstanceOf(AssertionError.class);
    return "by the LSN without the count: "
        + (deliveries.size() - wanted.size())
        + " rows come at a second position";
  }

  @Test
  @Covers({44, 49})
  void interleavedTransactionsSurviveRestarts() throws SQLException {
    createSlot();
    Oracle oracle = Oracle.of(database);
    int rows = interleave();
    Deliveries deliveries = new Deliveries();
    List<SourceRecord> all;
    try (RunningTask task = start()) {
      all = task.await(rows);
      deliveries.add(task);
    }
    int lostByLsn = 0;
    // In rising order, for the slot follows the offsets.
    for (int stored : random.ints(8, 0, rows - 1).sorted().toArray()) {
      offsets.set(all.get(stored).sourceOffset());
      List<Event> rest = Event.of(all.subList(stored + 1, rows));
      long lsn = new Event(all.get(stored)).source().getInt64("lsn");
      lostByLsn += (int) rest.stream().filter(e -> e.source().getInt64("lsn") <= lsn).count();
      try (RunningTask task = start()) {
        assertThat(Event.of(task.await(rest.size())))
            .as("seed %d, after %d", seed, stored)
            .extracting(Event::position)
            .isEqualTo(rest.stream().map(Event::position).toList());
        deliveries.add(task);
      }
    }
    deliveries.areThoseOf(oracle);
    assertThat(lostByLsn).as("seed %d", seed).isPositive();
    proof(
        "Interleaved transactions survive a restart",
        "RestartScenariosIT.interleavedTransactionsSurviveRestarts",
        "8 restarts in " + rows + " changes of 24 transactions, 4 open at a time; seed " + seed,
        "going on by the LSN of changes: " + lostByLsn + " changes are lost");
  }

  /** Transactions that write in turns and commit in another order; how many rows they wrote. */
  private int interleave() throws SQLException {
    List<Connection> open = new ArrayList<>();
    int id = 0;
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 4; i++) {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        open.add(connection);
      }
      for (int write = 0; write < 16; write++) {
        run(
            open.get(random.nextInt(4)),
            "INSERT INTO item VALUES (" + ++id + ", 'r" + round + "', 1)");
      }
      while (!open.isEmpty()) {
        try (Connection connection = open.remove(random.nextInt(open.size()))) {
          connection.commit();
        }
      }
    }
    return id;
  }

  @Test
  @Covers(45)
  void aLargerTransactionIsResumedInItsMiddle() {
    settings.put("database.options", "-c logical_decoding_work_mem=64kB");
    createSlot();
    Oracle oracle = Oracle.of(database);
    database.execute(
        "INSERT INTO item SELECT g, repeat('x', 50), 1 FROM generate_series(1, 20000) g");
    Deliveries deliveries = new Deliveries();
    try (RunningTask task = start()) {
      task.store(task.await(20_000).get(9_999));
      deliveries.add(task);
    }
    try (RunningTask task = start()) {
      assertThat(task.await(10_000)).hasSize(10_000);
      deliveries.add(task);
    }
    deliveries.areThoseOf(oracle);
    assertThat(deliveries.repeats()).isEqualTo(10_000);
  }

  private void copy(int rows) throws SQLException {
    StringBuilder lines = new StringBuilder();
    for (int id = 1; id <= rows; id++) {
      lines.append(id).append("\tcopied\t1\n");
    }
    try (Connection connection = database.connect()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY item FROM STDIN", new StringReader(lines.toString()));
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }
}
