package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signals in a topic: addressed by key, followed once, and kept over restarts. */
class KafkaSignalsIT extends Scenarios {

  private static final String NOTES = "notes";
  private static Stack kafka;

  private String topic;

  @BeforeAll
  static void startKafka() {
    kafka = Stack.start(StackOptions.only(Part.KAFKA));
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void createTopic() throws Exception {
    topic = "signal-" + database.name();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
      admin
          .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    database.execute("INSERT INTO item SELECT i, 'row ' || i, i FROM generate_series(1, 20) i");
    settings.put("signal.enabled.channels", "kafka");
    settings.put("signal.kafka.bootstrap.servers", servers());
    settings.put("signal.kafka.topic", topic);
    settings.put("signal.kafka.groupId", topic);
    settings.put("signal.poll.interval.ms", "10");
    settings.put("signal.consumer.fetch.max.wait.ms", "100");
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", NOTES);
  }

  @Test
  @Covers(74)
  void aSignalUnderOurKeyIsFollowedAndNobodyElses() throws Exception {
    try (RunningTask task = start()) {
      send("other", execute("not-ours"));
      send("t", "{\"id\": \"broken\", \"type\": \"execute-snapshot\", \"data\": {}}");
      send("t", null);
      send("t", execute("ours"));
      awaitEnd(task, "ours");

      assertThat(ids(task)).containsExactlyElementsOf(upTo(20));
      assertThat(notes(task)).extracting(note -> note.getString("id")).doesNotContain("not-ours");
      assertThat(notes(task))
          .filteredOn(note -> note.getString("id").equals("broken"))
          .singleElement()
          .satisfies(
              note ->
                  assertThat(note.getMap("additional_data").get("reason").toString())
                      .startsWith("data-collections is missing"));
    }
  }

  @Test
  @Covers({69, 74})
  void aRestartFollowsWhatCameMeanwhileAndNothingTwice() throws Exception {
    try (RunningTask task = start()) {
      send("t", execute("first"));
      awaitEnd(task, "first");
      task.await("all of it stored", KafkaSignalsIT::storedAll);
      task.storeAll();
    }
    send("t", execute("second"));
    RunningTask.Offsets control = new RunningTask.Offsets();
    control.set(offsets.stored());
    control.stored().remove("wm_signals");
    try (RunningTask task = start()) {
      awaitEnd(task, "second");

      assertThat(ids(task)).containsExactlyElementsOf(upTo(20));
      assertThat(notes(task)).extracting(note -> note.getString("id")).doesNotContain("first");
    }
    // Control: without the offset's word, and in a group that read nothing, both are followed.
    settings.put("signal.kafka.groupId", topic + "-control");
    try (RunningTask task = start(control)) {
      awaitEnd(task, "second");

      assertThat(notes(task)).extracting(note -> note.getString("id")).contains("first");
    }
  }

  @Test
  @Covers(74)
  void aKafkaThatIsNotThereStopsNothing() {
    settings.put("signal.kafka.bootstrap.servers", "no.such.host.invalid:9092");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (100, 'new', 1)");
      task.await("the change", running -> ids(running).contains(100L));
    }
  }

  private static boolean storedAll(RunningTask task) {
    task.storeAll();
    return task.ask().stored();
  }

  private static String servers() {
    return kafka.kafka().bootstrapServers();
  }

  private static String execute(String id) {
    return "{\"id\": \""
        + id
        + "\", \"type\": \"execute-snapshot\", \"data\": {\"data-collections\": [\"public.item\"]}}";
  }

  private void send(String key, String value)
      throws ExecutionException, InterruptedException, TimeoutException {
    StringSerializer texts = new StringSerializer();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(Map.of("bootstrap.servers", servers()), texts, texts)) {
      producer.send(new ProducerRecord<>(topic, key, value)).get(30, TimeUnit.SECONDS);
    }
  }

  private static List<Long> upTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static List<Long> ids(RunningTask task) {
    return Event.of(task.data()).stream()
        .filter(event -> event.topic().equals("t.public.item"))
        .map(Event::id)
        .toList();
  }

  private static List<Struct> notes(RunningTask task) {
    return task.all().stream()
        .filter(record -> record.topic().equals(NOTES))
        .map(record -> (Struct) record.value())
        .toList();
  }

  private static void awaitEnd(RunningTask task, String id) {
    task.await(
        "end of " + id,
        running ->
            notes(running).stream()
                .filter(note -> note.getString("id").equals(id))
                .anyMatch(note -> note.getString("type").equals("COMPLETED")));
  }
}
