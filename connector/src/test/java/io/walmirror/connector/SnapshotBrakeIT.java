package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that wait for a consumer group that is behind, or a server that is busy. */
class SnapshotBrakeIT extends Scenarios {

  private static final int ROWS = 300;
  private static final int RECORDS = 20;

  private static final String BUSY =
      "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'"
          + " AND state = 'active' AND datname = current_database()";
  private static Stack kafka;

  private TopicPartition topic;
  private String group;

  @BeforeAll
  static void startKafka() {
    kafka = Stack.start(StackOptions.only(Part.KAFKA));
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void fill() throws Exception {
    database.execute("INSERT INTO item SELECT i, 'row', i FROM generate_series(1, " + ROWS + ") i");
    topic = new TopicPartition("read-" + database.name(), 0);
    group = "connect-" + database.name();
    settings.put("incremental.snapshot.chunk.size", "50");
    settings.put("signal.kafka.bootstrap.servers", servers());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
      admin
          .createTopics(List.of(new NewTopic(topic.topic(), 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    StringSerializer texts = new StringSerializer();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(Map.of("bootstrap.servers", servers()), texts, texts)) {
      for (int i = 0; i < RECORDS; i++) {
        producer.send(new ProducerRecord<>(topic.topic(), "a record")).get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  @Covers({70})
  void rowsOnDemandWaitForASinkThatIsBehindAndChangesDoNot() throws Exception {
    commit(0);
    settings.put("snapshot.max.sink.lag", "10");
    settings.put("snapshot.sink.groups", group);
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("the wait", running -> waitsFor().startsWith("20 records wait for a sink"));
      database.execute("INSERT INTO item VALUES (1000, 'meanwhile', 1)");
      task.await("the change", running -> !running.data().isEmpty());
      assertThat(waitsFor()).contains("snapshot.max.sink.lag=10");
      assertThat(Event.of(task.data())).extracting(Event::op).containsExactly("c");

      commit(RECORDS - 10);
      task.await("the end", RunningTask::hasAllAsked);
      // The row that came meanwhile came as a change; where its range was read before, only so.
      assertThat(rows(task)).isBetween((long) ROWS, ROWS + 1L);
      assertThat(waitsFor()).isEmpty();
      assertThat((Long) attribute("SnapshotWaitedMillis")).isPositive();
    }
    proof(
        "rows of a snapshot wait for a sink that is behind, changes do not",
        "SnapshotBrakeIT.rowsOnDemandWaitForASinkThatIsBehindAndChangesDoNot",
        "a real consumer group 20 records behind, a limit of 10: a change came, rows after its"
            + " commit",
        "SnapshotBrakeIT.controlALimitAboveTheLagLetsRowsGo");
  }

  @Test
  @Covers({70})
  void controlALimitAboveTheLagLetsRowsGo() throws Exception {
    commit(0);
    settings.put("snapshot.sink.groups", group);
    settings.put("snapshot.max.sink.lag", Integer.toString(RECORDS));
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(rows(task)).isEqualTo(ROWS);
      assertThat(attribute("SnapshotWaitedMillis")).isEqualTo(0L);
    }
  }

  @Test
  @Covers({70, 75})
  void whatIsHeldCanBeStoppedAndABlockingOneDoesNotStopTheStreamBeforeItMayBegin()
      throws Exception {
    commit(0);
    settings.put("snapshot.sink.groups", group);
    settings.put("snapshot.max.sink.lag", "10");
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("the wait", running -> !waitsFor().isEmpty());
      task.ask().stop(List.of());
      assertThat(task.ask().done()).isTrue();
      task.ask().request("b", "BLOCKING", List.of("public.item"), Map.of());
      task.await("the wait", running -> !waitsFor().isEmpty());
      database.execute("INSERT INTO item VALUES (1000, 'meanwhile', 1)");
      task.await("the change", running -> !running.data().isEmpty());
      assertThat(Event.of(task.data())).extracting(Event::op).containsExactly("c");

      commit(RECORDS);
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(rows(task)).isEqualTo(ROWS + 1);
    }
  }

  @Test
  @Covers({70})
  void whatCannotBeMeasuredHoldsNothingUp() {
    settings.put("snapshot.sink.groups", "a-group-that-committed-nothing");
    settings.put("snapshot.max.sink.lag", "1");
    for (String servers : List.of(servers(), "no.such.host.invalid:9092")) {
      settings.put("signal.kafka.bootstrap.servers", servers);
      try (RunningTask task = start(new RunningTask.Offsets())) {
        task.ask().request("a", List.of("public.item"), Map.of());
        task.await("the end", RunningTask::hasAllAsked);
        assertThat(rows(task)).isEqualTo(ROWS);
      }
      database.releaseSlots();
      database.execute("SELECT pg_drop_replication_slot('" + settings.get("slot.name") + "')");
    }
  }

  @Test
  @Covers({70})
  void aFirstSnapshotWaitsWhileTheServerIsBusy() throws Exception {
    settings.put("snapshot.mode", "initial");
    settings.put("snapshot.max.active.sessions", "2");
    List<Thread> busy = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      busy.add(new Thread(this::work, "busy"));
    }
    busy.forEach(Thread::start);
    while (!database.value(BUSY).equals("3")) {
      Pause.briefly();
    }
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      task.await("the wait", running -> waitsFor().startsWith("3 sessions"));
      assertThat(task.data()).isEmpty();

      database.rows(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'");
      task.await(ROWS);
      assertThat(rows(task)).isEqualTo(ROWS);
    } finally {
      database.rows(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'");
      for (Thread each : busy) {
        each.join();
      }
    }
  }

  @Test
  @Covers({70})
  void aSettingThatLacksAnotherIsNamedBeforeTheStart() {
    database.execute(
        "CREATE ROLE \"blind " + database.name() + "\" LOGIN REPLICATION PASSWORD 'x'");
    settings.put("database.user", "blind " + database.name());
    settings.put("database.password", "x");
    settings.put("snapshot.max.active.sessions", "5");
    settings.put("snapshot.max.sink.lag", "5");
    settings.remove("signal.kafka.bootstrap.servers");
    assertThat(problems("snapshot.max.active.sessions"))
        .anySatisfy(text -> assertThat(text).contains("GRANT pg_read_all_stats TO"));
    assertThat(problems("snapshot.sink.groups"))
        .anySatisfy(text -> assertThat(text).contains("connect-<sink's name>"));
    assertThat(problems("signal.kafka.bootstrap.servers"))
        .anySatisfy(text -> assertThat(text).contains("snapshot.max.sink.lag"));

    settings.put("database.user", database.server().user());
    settings.put("database.password", database.server().password());
    settings.put("signal.kafka.bootstrap.servers", servers());
    settings.put("snapshot.sink.groups", group);
    assertThat(problems("snapshot.max.active.sessions")).isEmpty();
    assertThat(problems("snapshot.sink.groups")).isEmpty();
  }

  private List<String> problems(String setting) {
    return new PostgresSourceConnector()
        .validate(settings).configValues().stream()
            .filter(value -> value.name().equals(setting))
            .map(ConfigValue::errorMessages)
            .findFirst()
            .orElseThrow();
  }

  private void work() {
    try (Connection connection = database.connect()) {
      run(connection, "SELECT pg_sleep(600)");
    } catch (SQLException e) {
      // It is cancelled.
      assertThat(e.getSQLState()).isEqualTo("57014");
    }
  }

  private static long rows(RunningTask task) {
    return Event.of(task.data()).stream()
        .filter(event -> event.op().equals("r"))
        .map(Event::id)
        .distinct()
        .count();
  }

  private void commit(long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
      admin
          .alterConsumerGroupOffsets(group, Map.of(topic, new OffsetAndMetadata(offset)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static String servers() {
    return kafka.kafka().bootstrapServers();
  }

  private static String waitsFor() {
    return (String) attribute("SnapshotWaitsFor");
  }

  private static Object attribute(String attribute) {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .getAttribute(new ObjectName("io.walmirror:type=source,server=\"t\""), attribute);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
