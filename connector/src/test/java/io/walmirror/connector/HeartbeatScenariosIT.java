package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.Lsn;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server is told, and the signs of life. */
class HeartbeatScenariosIT extends Scenarios {

  private static final String TOPIC = "__debezium-heartbeat.t";

  @Test
  @Covers({50, 49})
  void theSlotFollowsWhatIsStored() {
    try (RunningTask task = start()) {
      for (int id = 1; id <= 5; id++) {
        int count = id;
        database.execute("INSERT INTO item VALUES (" + id + ", 'a', 1)");
        SourceRecord last = task.await(count).get(count - 1);
        Lsn end = new Lsn(new Event(last).offset("wm_end_lsn"));
        task.store(last);
        task.await("confirmation", running -> !confirmed().isBefore(end));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"lsn.flush.mode,manual", "flush.lsn.source,false"})
  @Covers(50)
  void withManualConfirmationTheSlotStaysAndNothingElseChanges(String setting, String value) {
    createSlot();
    Lsn before = confirmed();
    settings.put(setting, value);
    settings.put("status.update.interval.ms", "100");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      task.await(1);
      task.storeAll();
      awaitStatusMessages(task, 5);
      assertThat(confirmed()).isEqualTo(before);
    }
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (2, 'b', 1)");
      assertThat(Event.of(task.await(1))).extracting(Event::id).containsExactly(2L);
      assertThat(confirmed()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"connector", "connector_and_driver"})
  @Covers(51)
  void activityThatIsNotCapturedIsConfirmedToo(String mode) {
    database.execute("CREATE TABLE noise (id int)");
    settings.put("table.include.list", "public\\.item");
    settings.put("lsn.flush.mode", mode);
    try (RunningTask task = start()) {
      database.execute("INSERT INTO noise SELECT generate_series(1, 5000)");
      Lsn end = walEnd();
      task.await(
          "confirmation",
          running -> {
            if (!running.all().isEmpty()) {
              running.storeAll();
            }
            return !confirmed().isBefore(end);
          });
      assertThat(task.data()).isEmpty();
    }
  }

  @Test
  @Covers(52)
  void heartbeatsComeAtTheirIntervalWithoutAnyChange() {
    settings.put("heartbeat.interval.ms", "200");
    try (RunningTask task = start()) {
      task.await("heartbeats", running -> beats(running).size() >= 8);
      List<SourceRecord> beats = beats(task);

      SourceRecord beat = beats.get(0);
      assertThat(beat.kafkaPartition()).isZero();
      assertThat(beat.keySchema().name()).isEqualTo("io.debezium.connector.common.ServerNameKey");
      assertThat(((Struct) beat.key()).getString("serverName")).isEqualTo("t");
      assertThat(beat.valueSchema().name()).isEqualTo("io.debezium.connector.common.Heartbeat");
      List<Long> times =
          beats.stream().map(each -> ((Struct) each.value()).getInt64("ts_ms")).toList();
      List<Long> gaps =
          IntStream.range(1, times.size()).mapToObj(i -> times.get(i) - times.get(i - 1)).toList();
      // A moment in which the machine stands still makes one too long and the next too short.
      assertThat(gaps.stream().filter(gap -> gap >= 100 && gap <= 2_000))
          .as("but for two of %s", gaps)
          .hasSizeGreaterThanOrEqualTo(gaps.size() - 2);
      assertThat(beats)
          .extracting(each -> new Event(each).offset("wm_end_lsn"))
          .isSorted()
          .allMatch(lsn -> lsn > 0);
    }
  }

  @Test
  @Covers(52)
  void noHeartbeatTopicUnlessItIsAskedFor() {
    database.execute("CREATE TABLE noise (id int)");
    settings.put("table.include.list", "public\\.item");
    try (RunningTask task = start()) {
      for (int i = 0; i < 3; i++) {
        int count = i + 1;
        database.execute("INSERT INTO noise VALUES (1)");
        task.await("progress", running -> running.all().size() >= count);
      }
      assertThat(task.all()).extracting(SourceRecord::topic).containsOnly("__walmirror.t");
    }
  }

  @Test
  @Covers(52)
  void aHeartbeatCoversWhatIsNotCapturedAndARestartGoesOnFromIt() {
    database.execute("CREATE TABLE noise (id int)");
    settings.put("table.include.list", "public\\.item");
    settings.put("heartbeat.interval.ms", "100");
    settings.put("progress.interval.ms", "60000");
    settings.put("topic.heartbeat.prefix", "beat");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)", "INSERT INTO noise VALUES (1)");
      Lsn end = walEnd();
      task.await(1);
      task.await(
          "heartbeat past the change",
          running ->
              running.all().stream()
                  .anyMatch(
                      record ->
                          record.topic().equals("beat.t")
                              && new Event(record).offset("wm_end_lsn") >= end.value()));
      task.storeAll();
    }
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (2, 'b', 1)");
      task.await(
          "row",
          running -> running.data().stream().anyMatch(record -> record.topic().endsWith("item")));
      assertThat(
              task.all().stream().filter(record -> record.topic().equals("t.public.item")).toList())
          .extracting(record -> new Event(record).id())
          .containsExactly(2L);
    }
  }

  @Test
  @Covers(53)
  void theActionQueryRunsWithEveryHeartbeat() {
    database.execute(
        "CREATE TABLE beat (id int PRIMARY KEY, at timestamptz)",
        "INSERT INTO beat VALUES (1, now())");
    settings.put("heartbeat.interval.ms", "150");
    settings.put(
        "heartbeat.action.query", "UPDATE public.beat SET at = clock_timestamp() WHERE id = 1");
    try (RunningTask task = start()) {
      task.await(
          "updates of the heartbeat table",
          running ->
              running.data().stream()
                      .filter(record -> record.topic().equals("t.public.beat"))
                      .count()
                  >= 3);
      assertThat(Event.of(task.data())).extracting(Event::op).containsOnly("u");
      assertThat(queryFailures()).isZero();
    }
  }

  @Test
  @Covers(53)
  void anActionQueryThatFailsOrHangsStopsNothing() throws Exception {
    database.execute(
        "CREATE TABLE beat (id int PRIMARY KEY, at timestamptz)",
        "INSERT INTO beat VALUES (1, now())");
    settings.put("heartbeat.interval.ms", "100");
    settings.put("heartbeat.action.query", "UPDATE public.gone SET at = now()");
    try (RunningTask task = start()) {
      task.await("failures", running -> queryFailures() >= 2);
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      assertThat(task.await(1)).hasSize(1);
    }
    settings.put("heartbeat.action.query", "UPDATE public.beat SET at = now()");
    try (var lock = database.connect()) {
      lock.setAutoCommit(false);
      run(lock, "LOCK TABLE beat");
      try (RunningTask task = start(new RunningTask.Offsets())) {
        task.await(
            "query that waits for the lock",
            running ->
                database
                    .value(
                        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'beat'::regclass")
                    .equals("1"));
        int beats = beats(task).size();
        database.execute("INSERT INTO item VALUES (2, 'b', 1)");
        task.await(
            "row", running -> Event.of(running.data()).stream().anyMatch(event -> event.id() == 2));
        task.await("heartbeats", running -> beats(running).size() > beats + 2);
      }
      lock.rollback();
    }
  }

  @Test
  void anActionQueryWithoutHeartbeatsIsRefusedByValidation() {
    settings.put("heartbeat.action.query", "SELECT 1");
    assertThat(problems("heartbeat.action.query"))
        .singleElement()
        .asString()
        .contains("heartbeat.interval.ms");

    settings.put("heartbeat.interval.ms", "1000");
    assertThat(problems("heartbeat.action.query")).isEmpty();
  }

  private List<String> problems(String setting) {
    return new PostgresSourceConnector()
        .validate(settings).configValues().stream()
            .filter(value -> value.name().equals(setting))
            .flatMap(value -> value.errorMessages().stream())
            .toList();
  }

  @ParameterizedTest
  @CsvSource({"0", "100"})
  @Covers(54)
  void xminIsInTheSourceBlockWhenItIsFetched(int interval) {
    settings.put("xmin.fetch.interval.ms", Integer.toString(interval));
    try (RunningTask task = start()) {
      long atStart =
          Long.parseLong(
              database.value(
                  "SELECT catalog_xmin FROM pg_replication_slots WHERE slot_name = current_database()"));
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      Long xmin = Event.of(task.await(1)).get(0).source().getInt64("xmin");

      if (interval == 0) {
        assertThat(xmin).isNull();
      } else {
        assertThat(xmin).isGreaterThanOrEqualTo(atStart);
      }
    }
  }

  private void awaitStatusMessages(RunningTask task, int count) {
    String query =
        "SELECT max(reply_time) FROM pg_stat_replication WHERE pid = (SELECT active_pid FROM"
            + " pg_replication_slots WHERE slot_name = current_database())";
    for (int message = 0; message < count; message++) {
      String last = database.value(query);
      task.await(
          "status message",
          running -> !String.valueOf(database.value(query)).equals(String.valueOf(last)));
    }
  }

  private static List<SourceRecord> beats(RunningTask task) {
    return task.all().stream().filter(record -> record.topic().equals(TOPIC)).toList();
  }

  private static long queryFailures() {
    try {
      return (Long)
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  new ObjectName("io.walmirror:type=source,server=\"t\""),
                  "HeartbeatQueryFailures");
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }
}
