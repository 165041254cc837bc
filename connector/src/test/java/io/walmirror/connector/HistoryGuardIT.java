package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.Position;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever breaks the history stops the task, naming cause and cure, or begins a new generation.
 */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.walmirror.connector.Servers#versions")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HistoryGuardIT {

  private static Stack stack;

  @Parameter String version;

  private final Offsets offsets = new Offsets();
  private Database database;
  private Map<String, String> settings;

  /** A way to break the history of a task that stands, and what its failure must say. */
  private record Break(String name, Runnable action, String said) {}

  /** Servers of its own: they are restarted, and their settings changed. */
  @BeforeParameterizedClassInvocation
  static void startServer(String version) {
    StackOptions options = StackOptions.only(Part.POSTGRES);
    stack = Stack.start(options.withPostgres(options.postgres().withVersion(version)));
  }

  @AfterParameterizedClassInvocation
  static void stopServer() {
    stack.close();
  }

  @BeforeEach
  void createTable() {
    database = stack.postgres().freshDatabase();
    database.execute("CREATE TABLE item (id bigint PRIMARY KEY)");
    settings = RunningTask.settings(database);
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @Test
  @Order(1)
  void everyBreakStopsTheTaskAndResyncBeginsANewGeneration() {
    List<Break> breaks = breaks();
    for (Break each : breaks) {
      settings.put("resync", "false");
      long before = writeAndStore();
      database.releaseSlots();
      each.action.run();
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        assertThat(task.awaitFailure())
            .as(each.name)
            .hasMessageContaining(each.said)
            .hasMessageContaining("resync=true");
      }
      settings.put("resync", "true");
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        task.await("new generation", running -> !running.all().isEmpty());
        Map<String, ?> begun = task.all().get(0).sourceOffset();
        task.storeAll();
        assertThat((Long) begun.get("wm_generation")).as(each.name).isGreaterThan(before);
        // At another place of another log nothing of before may be confirmed.
        assertThat(confirmed()).as(each.name).isLessThanOrEqualTo(walEnd());
        insert();
        SourceRecord after = task.await(1).get(0);
        assertThat(position(after).generation()).isEqualTo(begun.get("wm_generation"));
        task.storeAll();
      }
      settings.put("resync", "false");
      try (RunningTask task = RunningTask.start(settings, offsets)) {
        insert();
        assertThat(position(task.await(1).get(0)).generation())
            .as("%s, after a restart without resync", each.name)
            .isGreaterThan(before);
        task.storeAll();
      }
    }
    Proof.row(
        "No silent gap: what breaks the history stops the task, or begins a new generation",
        "HistoryGuardIT.everyBreakStopsTheTaskAndResyncBeginsANewGeneration on PostgreSQL "
            + version,
        breaks.size()
            + " ways ("
            + String.join(", ", breaks.stream().map(Break::name).toList())
            + "): stopped with cause and cure; with resync=true goes on under a higher generation",
        "unbroken, the same task goes on under the same generation");
  }

  private List<Break> breaks() {
    return List.of(
        new Break(
            "slot dropped",
            () -> database.execute("SELECT pg_drop_replication_slot(current_database())"),
            "is gone"),
        new Break(
            "slot moved ahead",
            () -> {
              insert();
              database.execute(
                  "SELECT pg_replication_slot_advance(current_database()::name,"
                      + " pg_current_wal_lsn())");
            },
            "moved ahead by other hands"),
        new Break("slot invalidated", this::invalidate, "is invalidated"),
        new Break(
            "slot made two-phase",
            () ->
                database.execute(
                    "SELECT pg_drop_replication_slot(current_database())",
                    "SELECT pg_create_logical_replication_slot(current_database()::name,"
                        + " 'pgoutput', false, true)"),
            "two_phase"),
        new Break("another cluster", () -> alter("wm_system_id", "4711"), "another PostgreSQL"),
        new Break(
            "log that ends earlier",
            () -> alter("wm_end_lsn", walEnd().value() + (1L << 30)),
            "restored to an earlier state"),
        new Break(
            "later timeline than the server's",
            () -> alter("wm_timeline", 99L),
            "does not descend from"));
  }

  /** Holds the server's log to so little that the slot cannot be kept. */
  private void invalidate() {
    database.execute(
        "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'",
        "SELECT pg_reload_conf()",
        "CREATE TABLE bulk (t text)");
    for (int i = 0; i < 5; i++) {
      database.execute(
          "INSERT INTO bulk SELECT repeat(md5(g::text), 30) FROM generate_series(1, 20000) g",
          "SELECT pg_switch_wal()",
          "CHECKPOINT");
    }
    database.execute(
        "DROP TABLE bulk", "ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    assertThat(
            database.value(
                "SELECT wal_status FROM pg_replication_slots WHERE slot_name = current_database()"))
        .isEqualTo("lost");
  }

  @Test
  @Order(2)
  void aPublicationThatIsLostWhileItRunsStopsTheTaskAndSkipsNothing() {
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      task.await("slot", running -> active());
      insert();
      task.await(1);
      task.storeAll();
      Lsn stored = new Lsn((Long) offsets.stored().get("wm_end_lsn"));
      task.await("confirmation", running -> !confirmed().isBefore(stored));
      database.execute("DROP PUBLICATION " + database.publication());
      Lsn dropped = walEnd();
      insert();

      assertThat(task.awaitFailure())
          .hasMessageContaining("publication " + database.publication())
          .hasMessageContaining("resync=true");
      assertThat(confirmed()).isLessThanOrEqualTo(dropped);
    }
    String control = skippedByTheServer();
    settings.put("resync", "true");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      task.await("new generation", running -> !running.all().isEmpty());
      insert();
      assertThat(task.await(1)).hasSize(1);
      task.storeAll();
    }
    Proof.row(
        "No silent gap: a publication that is lost stops the task",
        "HistoryGuardIT.aPublicationThatIsLostWhileItRunsStopsTheTaskAndSkipsNothing on PostgreSQL "
            + version,
        "dropped under a running task, then a row written: stopped, not confirmed past it",
        control);
  }

  /** What a reader sees that takes what the server sends and heeds no warning. */
  private String skippedByTheServer() {
    if (stack.postgres().majorVersion() < 18) {
      return "not before PostgreSQL 18, where the server itself refuses";
    }
    database.releaseSlots();
    String rows =
        database.value(
            "SELECT count(*) FROM pg_logical_slot_peek_binary_changes(current_database()::name,"
                + " NULL, NULL, 'proto_version', '1', 'publication_names', '"
                + database.publication()
                + "') WHERE get_byte(data, 0) = ascii('I')");
    assertThat(rows).isEqualTo("0");
    return "the warning not heeded: the server sends 0 of 1 rows and no error";
  }

  @Test
  @Order(3)
  void aPromotionThatForkedBehindThePositionIsResumedAndOneBeforeItStops() throws IOException {
    long generation = writeAndStore();
    Map<String, ?> stored = offsets.stored();
    Path data = stack.folder().resolve("postgres/data");
    stack.postgres().stop();
    // Recovery from an archive that has nothing ends at the log's end, on a new timeline.
    Files.createFile(data.resolve("recovery.signal"));
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        "restore_command = 'false'\n",
        StandardOpenOption.APPEND);
    stack.postgres().start();
    awaitPromotion();
    assertThat(database.value("SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"))
        .isEqualTo("00000002");

    try (RunningTask task = RunningTask.start(settings, offsets)) {
      insert();
      SourceRecord record = task.await(1).get(0);
      assertThat(position(record).generation()).isEqualTo(generation);
      assertThat(record.sourceOffset().get("wm_timeline")).isEqualTo(2L);
      task.storeAll();
    }
    Map<String, Object> forkedAfter = new HashMap<>(stored);
    forkedAfter.put("wm_end_lsn", offsets.stored().get("wm_end_lsn"));
    offsets.set(forkedAfter);
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(task.awaitFailure()).hasMessageContaining("forked off at");
    }
    Proof.row(
        "A promotion that continues the history is resumed, one that does not stops the task",
        "HistoryGuardIT.aPromotionThatForkedBehindThePositionIsResumedAndOneBeforeItStops on PostgreSQL "
            + version,
        "a server on timeline 2, forked behind the stored position: resumed, same generation",
        "an offset of timeline 1 that covers more than the fork: stopped");
  }

  private void awaitPromotion() {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!"f".equals(database.value("SELECT pg_is_in_recovery()"))) {
      assertThat(System.nanoTime()).as("promoted in time").isLessThan(deadline);
      Pause.briefly();
    }
  }

  private int nextId = 1;

  private void insert() {
    database.execute("INSERT INTO item VALUES (" + nextId++ + ")");
  }

  /** A task that reads a row and stands, its offset stored; the generation. */
  private long writeAndStore() {
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      task.await("slot", running -> active());
      insert();
      task.await(1);
      task.storeAll();
      return (Long) offsets.stored().get("wm_generation");
    }
  }

  private void alter(String key, Object value) {
    Map<String, Object> altered = new HashMap<>(offsets.stored());
    altered.put(key, value);
    offsets.set(altered);
  }

  private boolean active() {
    return Scenarios.streams(database, database.slot());
  }

  private Lsn confirmed() {
    return Lsn.parse(
        database.value(
            "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name ="
                + " current_database()"));
  }

  private Lsn walEnd() {
    return Lsn.parse(database.value("SELECT pg_current_wal_lsn()"));
  }

  private static Position position(SourceRecord record) {
    return Position.parse(record.headers().lastWithName(HeaderNames.POSITION).value().toString());
  }
}
