package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The source task against a real PostgreSQL. */
class PostgresSourceTaskIT extends Scenarios {

  @Test
  void insertUpdateAndDeleteBecomeEnvelopes() {
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1.50)");
      database.execute("UPDATE item SET name = NULL WHERE id = 1");
      database.execute("DELETE FROM item WHERE id = 1");
      List<SourceRecord> records = task.await(4);

      assertThat(records).extracting(SourceRecord::topic).containsOnly("t.public.item");
      assertThat(records).extracting(PostgresSourceTaskIT::op).containsExactly("c", "u", "d", null);
      assertThat(after(records.get(0)).getString("name")).isEqualTo("a");
      assertThat(after(records.get(1)).get("name")).isNull();
      assertThat(after(records.get(2))).isNull();
      assertThat(records)
          .extracting(record -> ((Struct) record.key()).getInt64("id"))
          .containsOnly(1L);
    }
  }

  @Test
  void positionsRiseAndEveryRecordHasOne() {
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item SELECT g, 'n' || g, g FROM generate_series(1, 50) g",
          "DELETE FROM item WHERE id <= 20",
          "UPDATE item SET id = id + 1000 WHERE id > 45");
      List<SourceRecord> records = task.await(50 + 40 + 15);

      List<Position> positions = records.stream().map(PostgresSourceTaskIT::position).toList();
      assertThat(positions).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  @Covers(10)
  void aMovedKeyIsADeleteATombstoneAndACreate() {
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)", "UPDATE item SET id = 2");
      List<SourceRecord> records = task.await(4);

      assertThat(records).extracting(PostgresSourceTaskIT::op).containsExactly("c", "d", null, "c");
      assertThat(records)
          .extracting(record -> ((Struct) record.key()).getInt64("id"))
          .containsExactly(1L, 1L, 1L, 2L);
      assertThat(records.subList(1, 4))
          .extracting(record -> position(record).part())
          .containsExactly(0, 1, 2);
      assertThat(records.get(1).headers().lastWithName(HeaderNames.NEW_KEY)).isNotNull();
      assertThat(records.get(3).headers().lastWithName(HeaderNames.OLD_KEY)).isNotNull();
      // A kill between them must lose none: only the last carries the change's own offset.
      assertThat(records.subList(1, 3))
          .extracting(SourceRecord::sourceOffset)
          .allMatch(offset -> offset.equals(records.get(0).sourceOffset()));
    }
  }

  @Test
  @Covers(29)
  void anUnchangedLargeValueIsNamedInAHeader() {
    String large = "md5(random()::text || g)";
    database.execute("ALTER TABLE item ALTER name SET STORAGE EXTERNAL");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item SELECT 1, string_agg("
              + large
              + ", ''), 1 FROM generate_series(1,200) g",
          "UPDATE item SET price = 2");
      SourceRecord update = task.await(2).get(1);

      assertThat(after(update).getString("name")).isEqualTo("__debezium_unavailable_value");
      assertThat(update.headers().lastWithName(HeaderNames.UNCHANGED).value()).isEqualTo("u+name");
    }
  }

  @Test
  @Covers({49, 50})
  void nothingIsConfirmedBeforeItsOffsetIsStored() {
    settings.put("status.update.interval.ms", "100");
    try (RunningTask task = start()) {
      Lsn before = confirmed();
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      database.execute("INSERT INTO item VALUES (2, 'b', 2)");
      List<SourceRecord> records = task.await(2);
      // Several status messages later the slot stands where it stood.
      for (int answers = 0; answers < 3; answers++) {
        String last = database.value("SELECT max(reply_time) FROM pg_stat_replication");
        task.await(
            "status message",
            running ->
                !Objects.equals(
                    last, database.value("SELECT max(reply_time) FROM pg_stat_replication")));
      }
      assertThat(confirmed()).isEqualTo(before);

      task.store(records.get(0));
      Lsn stored = new Lsn((Long) records.get(0).sourceOffset().get("wm_end_lsn"));
      task.await("confirmation", running -> confirmed().equals(stored));
    }
  }

  @Test
  @Covers(49)
  void whatWasHandedOverButNotStoredComesAgain() {
    int missing = missingAfterAKill(false);
    int missingWithoutTheGuard = missingAfterAKill(true);

    assertThat(missing).isZero();
    assertThat(missingWithoutTheGuard).isEqualTo(100);
    proof(
        "No loss: the slot is confirmed only up to what a stored offset covers",
        "PostgresSourceTaskIT.whatWasHandedOverButNotStoredComesAgain",
        "100 rows handed over, nothing stored, the task gone: all 100 come again",
        "confirmed on hand-over: " + missingWithoutTheGuard + " of 100 rows are lost");
  }

  /** Hands 100 rows over, forgets that it did, starts again; how many never come. */
  private int missingAfterAKill(boolean confirmOnHandOver) {
    database.execute("DROP TABLE IF EXISTS lost", "CREATE TABLE lost (id bigint PRIMARY KEY)");
    settings.put("slot.name", database.slot() + (confirmOnHandOver ? "_eager" : "_stored"));
    Offsets toldToTheTask = new Offsets();
    try (RunningTask task = RunningTask.start(settings, toldToTheTask)) {
      task.await("slot", running -> activeSlot(settings.get("slot.name")));
      database.execute("INSERT INTO lost SELECT generate_series(1, 100)");
      task.await(100);
      if (confirmOnHandOver) {
        task.storeAll();
        Lsn end = new Lsn((Long) toldToTheTask.stored().get("wm_end_lsn"));
        task.await("confirmation", running -> !confirmed(settings.get("slot.name")).isBefore(end));
      }
    }
    try (RunningTask task = RunningTask.start(settings, new Offsets())) {
      task.await("slot", running -> activeSlot(settings.get("slot.name")));
      database.execute("INSERT INTO lost VALUES (101)");
      task.await(
          "last row", running -> running.data().stream().anyMatch(record -> key(record) == 101));
      return 101 - (int) task.data().stream().map(PostgresSourceTaskIT::key).distinct().count();
    }
  }

  private static long key(SourceRecord record) {
    return ((Struct) record.key()).getInt64("id");
  }

  @Test
  @Covers(51)
  void anIdleCaptureStillLetsTheServerForget() {
    database.execute("CREATE TABLE noise (id int)");
    settings.put("table.include.list", "public\\.item");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO noise SELECT generate_series(1, 10000)");
      Lsn end = Lsn.parse(database.value("SELECT pg_current_wal_lsn()"));
      task.await(
          "progress",
          running -> {
            if (!running.all().isEmpty()) {
              running.storeAll();
            }
            return !confirmed().isBefore(end);
          });
      assertThat(task.data()).isEmpty();
      assertThat(task.all()).extracting(SourceRecord::topic).containsOnly("__walmirror.t");
    }
  }

  @Test
  void aRowWithANullFromBeforeItsColumnBecameNotNullPasses() {
    start().close();
    database.execute(
        "INSERT INTO item VALUES (1, NULL, 1)",
        "UPDATE item SET name = 'a'",
        "ALTER TABLE item ALTER name SET NOT NULL",
        "INSERT INTO item VALUES (2, 'b', 1)");
    try (RunningTask task = start()) {
      assertThat(task.await(3))
          .extracting(record -> after(record).getString("name"))
          .containsExactly(null, "a", "b");
    }
  }

  @Test
  @Covers(35)
  void truncateIsOneRecordForEachTable() {
    database.execute("CREATE TABLE line (id int PRIMARY KEY)");
    try (RunningTask task = start()) {
      database.execute("TRUNCATE item, line", "INSERT INTO item VALUES (1, 'a', 1)");
      List<SourceRecord> records = task.await(3);

      assertThat(records).extracting(PostgresSourceTaskIT::op).containsExactly("t", "t", "c");
      assertThat(records.subList(0, 2)).extracting(SourceRecord::key).containsOnlyNulls();
      assertThat(records.subList(0, 2))
          .extracting(SourceRecord::topic)
          .containsExactlyInAnyOrder("t.public.item", "t.public.line");
      assertThat(records)
          .extracting(record -> position(record).ordinal())
          .containsExactly(1L, 2L, 1L);
    }
  }

  @Test
  @Covers(36)
  void logicalMessagesAreEmittedInAndOutsideTransactions() {
    settings.put("message.prefix.exclude.list", "private.*");
    try (RunningTask task = start()) {
      database.execute(
          "BEGIN; INSERT INTO item VALUES (1, 'a', 1);"
              + " SELECT pg_logical_emit_message(true, 'private', 'x');"
              + " SELECT pg_logical_emit_message(true, 'outbox', 'in'); COMMIT",
          "SELECT pg_logical_emit_message(false, 'outbox', 'out')",
          "SELECT pg_logical_emit_message(false, 'private.too', 'y')",
          "INSERT INTO item VALUES (2, 'b', 2)");
      List<SourceRecord> records = task.await(4);

      assertThat(records)
          .extracting(SourceRecord::topic)
          .containsExactly("t.public.item", "t.message", "t.message", "t.public.item");
      assertThat(content(records.get(1))).isEqualTo("in");
      assertThat(content(records.get(2))).isEqualTo("out");
      assertThat(records)
          .extracting(PostgresSourceTaskIT::position)
          .isSorted()
          .doesNotHaveDuplicates();
      assertThat(position(records.get(1)).ordinal()).isEqualTo(3);
      assertThat(position(records.get(2)).ordinal()).isZero();
    }
  }

  @Test
  @Covers(37)
  void aConsumedMessageIsNotEmittedAgainAfterARestart() {
    try (RunningTask task = start()) {
      database.execute(
          "SELECT pg_logical_emit_message(true, 'p', 'one')",
          "SELECT pg_logical_emit_message(false, 'p', 'two')");
      task.store(task.await(2).get(1));
    }
    try (RunningTask task = start()) {
      database.execute("SELECT pg_logical_emit_message(false, 'p', 'three')");

      assertThat(task.await(1)).extracting(PostgresSourceTaskIT::content).containsExactly("three");
    }
  }

  @Test
  void aMessageOfARolledBackSavepointNeverAppears() {
    try (RunningTask task = start()) {
      database.execute(
          "BEGIN; SELECT pg_logical_emit_message(true, 'p', 'kept'); SAVEPOINT s;"
              + " SELECT pg_logical_emit_message(true, 'p', 'phantom'); ROLLBACK TO s;"
              + " INSERT INTO item VALUES (1, 'a', 1); COMMIT");
      List<SourceRecord> records = task.await(2);

      assertThat(content(records.get(0))).isEqualTo("kept");
      assertThat(records).extracting(record -> position(record).ordinal()).containsExactly(1L, 2L);
    }
  }

  @Test
  @Covers(38)
  void theOriginOfAReplayedTransactionIsNamedAndDoesNotLeak() {
    database.execute("SELECT pg_replication_origin_create(current_database()::text)");
    try (RunningTask task = start()) {
      database.execute(
          "SELECT pg_replication_origin_session_setup(current_database()::text); BEGIN;"
              + " SELECT pg_replication_origin_xact_setup('0/AB', now()); INSERT INTO item VALUES (1,"
              + " 'a', 1); COMMIT; SELECT pg_replication_origin_session_reset()",
          "INSERT INTO item VALUES (2, 'b', 2)");
      List<SourceRecord> records = task.await(2);

      assertThat(source(records.get(0)).getString("origin")).isEqualTo(database.name());
      assertThat(source(records.get(0)).getInt64("origin_lsn")).isEqualTo(0xABL);
      assertThat(source(records.get(1)).getString("origin")).isNull();
    } finally {
      database.execute("SELECT pg_replication_origin_drop(current_database()::text)");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 11, 19, 29})
  @Covers(40)
  void aRestartAnywhereGoesOnWithTheNextChange(int storedIndex) {
    List<String> expected = new ArrayList<>();
    List<SourceRecord> first;
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item SELECT g, 'a', g FROM generate_series(1, 10) g",
          "UPDATE item SET name = 'b'",
          "UPDATE item SET name = 'c'");
      first = task.await(30);
      task.store(first.get(storedIndex));
    }
    first.subList(storedIndex + 1, 30).forEach(record -> expected.add(position(record).text()));
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (100, 'after', 1)");
      List<SourceRecord> again = task.await(expected.size() + 1);

      assertThat(again.subList(0, expected.size()))
          .extracting(record -> position(record).text())
          .isEqualTo(expected);
      assertThat(after(again.get(expected.size())).getString("name")).isEqualTo("after");
    }
  }

  @Test
  void aLostWalsenderIsReplacedAndNothingIsRepeated() {
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      task.await(1);
      for (int id = 2; id < 6; id++) {
        database.execute(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                + " WHERE slot_name = current_database()",
            "INSERT INTO item VALUES (" + id + ", 'a', 1)");
        task.await(id);
      }
      assertThat(task.data())
          .extracting(record -> ((Struct) record.key()).getInt64("id"))
          .containsExactly(1L, 2L, 3L, 4L, 5L);
    }
  }

  @Test
  @Covers(47)
  void aSlotThatIsGoneStopsTheTask() {
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      task.await(1);
      task.storeAll();
    }
    database.releaseSlots();
    database.execute("SELECT pg_drop_replication_slot(current_database())");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(task.awaitFailure())
          .hasMessageContaining("is gone")
          .hasMessageContaining("resync=true");
    }
  }

  @Test
  @Covers(47)
  void aSlotMovedAheadByOtherHandsStopsTheTask() {
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      task.await(1);
      task.storeAll();
    }
    database.execute("INSERT INTO item VALUES (2, 'b', 1)");
    database.releaseSlots();
    database.execute(
        "SELECT pg_replication_slot_advance(current_database()::name, pg_current_wal_lsn())");
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      assertThat(task.awaitFailure()).hasMessageContaining("moved ahead by other hands");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void binaryAndTextGiveTheSameValues(String binary) {
    settings.put("binary", binary);
    database.execute(
        "CREATE TABLE kinds (id int PRIMARY KEY, b bool, s smallint, f real, d double precision,"
            + " n numeric, j jsonb, u uuid, y bytea, dt date, t time, ts timestamp, tz timestamptz,"
            + " i interval, tt timetz, c char(5), v varchar(9))");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO kinds VALUES (1, true, -2, 1.5, 1e100, 1234567890123.45600, '{\"a\": [1]}',"
              + " '0f8fad5b-d9cb-469f-a165-70867728950e', '\\x00ff', '2026-11-21', '01:02:03.4',"
              + " '2026-11-21 01:02:03.000004', '2026-11-21 01:02:03+02', '1 mon 2 days 3s',"
              + " '01:02:03+02', 'ab', 'cd')");
      Struct row = after(task.await(1).get(0));

      List<Object> values =
          row.schema().fields().stream()
              .map(field -> row.get(field) instanceof Struct s ? s.toString() : row.get(field))
              .toList();
      assertThat(values.toString())
          .startsWith("[1, true, -2, 1.5, 1.0E100, Struct{scale=3")
          .contains(
              ", {\"a\": [1]}, 0f8fad5b-d9cb-469f-a165-70867728950e, ",
              ", 20778, 3723400000, 1795222923000004, 2026-11-20T23:02:03.000000Z, 2802603000000,"
                  + " 23:02:03Z, ab   , cd]");
    }
  }

  private static Position position(SourceRecord record) {
    return Position.parse(record.headers().lastWithName(HeaderNames.POSITION).value().toString());
  }

  private static String op(SourceRecord record) {
    return record.value() == null ? null : ((Struct) record.value()).getString("op");
  }

  private static String content(SourceRecord record) {
    ByteBuffer content = (ByteBuffer) ((Struct) record.value()).getStruct("message").get("content");
    return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
  }

  private static Struct source(SourceRecord record) {
    return ((Struct) record.value()).getStruct("source");
  }

  private static Struct after(SourceRecord record) {
    return ((Struct) record.value()).getStruct("after");
  }
}
