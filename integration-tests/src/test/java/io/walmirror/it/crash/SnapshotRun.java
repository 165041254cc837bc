package io.walmirror.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.process.Ports;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A source that takes a first snapshot, and then another on demand, of tables that are written all
 * the time and of one that nobody writes, and is killed in the midst of both.
 */
final class SnapshotRun {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(30);
  private static final int LONGEST_DEATH_MILLIS = 400;
  private static final int SOME_ROWS = 300;

  /** How often it may be over before it was killed. */
  private static final int MOST_ASKED = 5;

  private final CrashServers servers;
  private final Database database;
  private final Connect worker;
  private final Random random;
  private final Settings settings;
  private final LastEvents events;
  private final OffsetsOverRest offsets;
  private final List<String> kills = new ArrayList<>();
  private int asked;

  /** When a worker stores offsets; the last is exactly-once support. */
  enum Storing {
    OFTEN,
    SELDOM,
    WITH_RECORDS
  }

  /**
   * What a run has.
   *
   * @param rows of each table that is written
   * @param quiet rows of the other one
   * @param rowsPerSecond how fast they are read
   * @param range how many rows are read on demand at once
   * @param storing how the worker stores offsets
   * @param first what is killed during the first snapshot
   * @param onDemand what is killed during the one on demand
   */
  record Settings(
      int rows,
      int quiet,
      int rowsPerSecond,
      int range,
      Storing storing,
      List<Victim> first,
      List<Victim> onDemand) {}

  /**
   * What came of it.
   *
   * @param wrong keys by table
   * @param rows of snapshots that came
   */
  record Found(
      Map<String, List<String>> wrong,
      Committed committed,
      long rows,
      long transactions,
      List<String> kills) {

    @Override
    public String toString() {
      Map<String, Integer> counts = new LinkedHashMap<>();
      wrong.forEach((table, keys) -> counts.put(table, keys.size()));
      return String.format(
          "kills %s; %d transactions meanwhile, %d rows came; wrong keys %s; %s",
          kills, transactions, rows, counts, committed);
    }
  }

  private SnapshotRun(
      CrashServers servers,
      Database database,
      Connect worker,
      Random random,
      Settings settings,
      LastEvents events) {
    this.servers = servers;
    this.database = database;
    this.worker = worker;
    this.random = random;
    this.settings = settings;
    this.events = events;
    this.offsets = new OffsetsOverRest(worker.rest(), connector());
  }

  /** Runs the source of that plugin. */
  static Found run(CrashServers servers, String name, Path plugin, Settings settings, long seed) {
    try (Database database = servers.postgres().freshDatabase();
        Connect worker = worker(servers, name, plugin, settings);
        LastEvents events = new LastEvents(servers.kafka().bootstrapServers(), database.name())) {
      Churn.create(database, settings.rows(), settings.quiet());
      SnapshotRun run =
          new SnapshotRun(servers, database, worker, new Random(seed), settings, events);
      Churn churn = Churn.start(database, settings.rows(), seed);
      try (churn) {
        run.takeBoth();
      }
      run.awaitEnd();
      Map<String, List<String>> wrong = new LinkedHashMap<>();
      Churn.TABLES.forEach(table -> wrong.put(table, events.wrong(database, table)));
      wrong.put(Churn.QUIET, events.wrong(database, Churn.QUIET));
      Committed committed =
          Committed.read(servers.kafka().bootstrapServers(), database.name(), settings.quiet());
      return new Found(wrong, committed, events.read(), churn.transactions(), run.kills);
    }
  }

  private static Connect worker(CrashServers servers, String name, Path plugin, Settings settings) {
    return switch (settings.storing()) {
      case OFTEN -> servers.worker(name, plugin, Ports.free());
      case SELDOM -> servers.forgetfulWorker(name, plugin, Ports.free());
      case WITH_RECORDS -> servers.exactlyOnceWorker(name, plugin, Ports.free());
    };
  }

  private void takeBoth() {
    worker.rest().put(connector(), config());
    for (Victim victim : settings.first()) {
      assertThat(kill(victim, "the first", this::isFirstTaken, () -> true))
          .as("the first is not over: %s", kills)
          .isTrue();
    }
    await("the first snapshot to be stored", () -> offsets.isStored() && !offsets.isTaken());
    ask();
    for (Victim victim : settings.onDemand()) {
      while (!kill(victim, "the one on demand", this::isAsked, offsets::isReached)) {
        // Rows that were written since cost no time, so that it may be over sooner than planned.
        assertThat(asked).as("asked, with kills %s", kills).isLessThan(MOST_ASKED);
        assertThat(settings.storing()).as("asked once").isEqualTo(Storing.OFTEN);
        ask();
      }
    }
    await("the snapshot on demand to be stored", () -> offsets.isStored() && !isAsked());
  }

  /**
   * Kills when some more rows have come, and what they are of is not stored as a whole; false if
   * that was first.
   */
  private boolean kill(
      Victim victim, String which, BooleanSupplier underWay, BooleanSupplier begun) {
    long goal = events.read() + 1 + random.nextInt(SOME_ROWS);
    await(
        "rows of " + which,
        () -> (events.read() >= goal && begun.getAsBoolean()) || !underWay.getAsBoolean());
    if (!underWay.getAsBoolean()) {
      return false;
    }
    strike(victim);
    kills.add(victim + " during " + which + " behind " + events.read() + " rows");
    return true;
  }

  private boolean isFirstTaken() {
    return !offsets.isStored() || offsets.isTaken();
  }

  private boolean isAsked() {
    return offsets.isAsked(id());
  }

  private String id() {
    return "again-" + asked;
  }

  private void strike(Victim victim) {
    switch (victim) {
      case WORKER -> {
        worker.kill();
        stayDead();
        worker.start();
      }
      case POSTGRES -> {
        servers.postgres().kill();
        stayDead();
        servers.postgres().start();
      }
      case LINE -> {
        servers.proxy().cut();
        stayDead();
        servers.proxy().heal();
      }
      case WALSENDER, KAFKA, BROKER_AND_WORKER ->
          throw new IllegalArgumentException("not during a snapshot: " + victim);
    }
  }

  private void stayDead() {
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(LONGEST_DEATH_MILLIS)).toNanos());
  }

  /** Waits until the stored offset covers all that was written. */
  private void awaitEnd() {
    long goal = Lsns.parse(database.value("SELECT pg_current_wal_insert_lsn()"));
    // Moves the end of the log beyond the goal, with nothing in it to deliver.
    database.execute("SELECT txid_current()");
    await("the end", () -> offsets.endLsn() >= goal);
    events.read();
  }

  private void ask() {
    asked++;
    database.execute(
        "SELECT pg_logical_emit_message(false, 'walmirror-signal', '{\"id\": \""
            + id()
            + "\", \"type\": \"execute-snapshot\", \"data\": {\"data-collections\":"
            + " [\"public.quiet\", \"public.twice\"]}}')");
    await("the signal", () -> offsets.isStored() && isAsked());
  }

  private void await(String what, BooleanSupplier reached) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).as("no %s: %s; %s", what, offsets, kills).isLessThan(end);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private String connector() {
    return database.name() + "-source";
  }

  /** Small pieces, so that a kill finds some done, some on their way and some to be read. */
  private Map<String, String> config() {
    Map<String, String> config = servers.source(database);
    config.put("snapshot.mode", "initial");
    config.put("snapshot.max.threads", "2");
    config.put("snapshot.chunk.bytes", "65536");
    config.put("snapshot.rows.per.second", Integer.toString(settings.rowsPerSecond()));
    config.put("incremental.snapshot.chunk.size", Integer.toString(settings.range()));
    config.put("signal.enabled.channels", "message");
    config.put("progress.interval.ms", "100");
    if (settings.storing() == Storing.WITH_RECORDS) {
      config.put("exactly.once.support", "required");
    }
    return config;
  }
}
