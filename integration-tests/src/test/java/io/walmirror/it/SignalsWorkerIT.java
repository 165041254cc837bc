package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.stack.Stack;
import io.walmirror.stack.resp.RespClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Keys that somebody removed from Redis come back when a snapshot is asked for: packaged zips, a
 * real worker, and the ways to ask that {@code docs/snapshots.md} shows.
 */
@ExtendWith(SharedStack.class)
class SignalsWorkerIT {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final String ROWS = "{\"data-collections\": [\"public.item\"]}";

  private static Scene scene;
  private static RespClient redis;
  private static String servers;
  private static String source;

  @BeforeAll
  static void mirror(Stack stack) {
    scene = Scene.open(stack);
    servers = stack.kafka().bootstrapServers();
    RedisDatabase database = scene.emptyRedis();
    redis = database.client();
    scene.database().execute("CREATE TABLE item (id bigint PRIMARY KEY, name text)");
    Map<String, String> config = scene.source();
    config.put("signal.enabled.channels", "message,kafka");
    config.put("signal.kafka.bootstrap.servers", servers);
    config.put("signal.poll.interval.ms", "100");
    config.put("notification.enabled.channels", "sink");
    config.put("notification.sink.topic.name", notes());
    send("nobody", "{}");
    source = scene.startSource("source", config);
    Map<String, String> sink = scene.sink(database);
    sink.put("transforms", "flatten");
    sink.put("transforms.flatten.type", Plugins.FLATTEN);
    scene.start("sink", sink);
    scene.database().execute("INSERT INTO item SELECT i, 'row ' || i FROM generate_series(1, 50) i");
    awaitKey(50);
  }

  @AfterAll
  static void close() {
    redis.close();
    scene.close();
  }

  @Test
  void aLogicalMessageBringsRowsBack() {
    lose(7);
    emit("{\"id\": \"by-message\", \"type\": \"execute-snapshot\", \"data\": " + ROWS + "}");
    awaitKey(7);
    awaitNote("by-message", "COMPLETED");
  }

  @Test
  void aSignalInATopicBringsRowsBack() {
    lose(8);
    send(
        scene.prefix(),
        "{\"id\": \"by-topic\", \"type\": \"execute-snapshot\", \"data\": " + ROWS + "}");
    awaitKey(8);
    awaitNote("by-topic", "COMPLETED");
  }

  @Test
  void aPausedOneGoesOnAfterARestartOnceItIsResumed() {
    emit("{\"id\": \"pause\", \"type\": \"pause-snapshot\"}");
    lose(9);
    emit("{\"id\": \"held\", \"type\": \"execute-snapshot\", \"data\": " + ROWS + "}");
    change(100);
    assertThat(redis.call("EXISTS", "item:9").toString()).isEqualTo("0");

    scene.rest().restartTask(source, 0);
    scene.rest().waitUntilRunning(source, Duration.ofSeconds(60));
    change(101);
    assertThat(redis.call("EXISTS", "item:9").toString()).isEqualTo("0");
    emit("{\"id\": \"resume\", \"type\": \"resume-snapshot\"}");
    awaitKey(9);
    awaitNote("held", "COMPLETED");
  }

  /** Removes a key, and sees that no change of other rows brings it back. */
  private static void lose(int id) {
    redis.call("DEL", "item:" + id);
    change(1000 + id);
    assertThat(redis.call("EXISTS", "item:" + id).toString()).isEqualTo("0");
  }

  private static void change(int id) {
    scene.database().execute("INSERT INTO item VALUES (" + id + ", 'new')");
    awaitKey(id);
  }

  private static void awaitKey(int id) {
    Await.until("item:" + id, () -> redis.call("EXISTS", "item:" + id).toString().equals("1"));
  }

  private static void emit(String signal) {
    scene
        .database()
        .execute("SELECT pg_logical_emit_message(false, 'walmirror-signal', '" + signal + "')");
  }

  private static void send(String key, String signal) {
    StringSerializer texts = new StringSerializer();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(Map.of("bootstrap.servers", servers), texts, texts)) {
      producer
          .send(new ProducerRecord<>(scene.prefix() + "-signal", key, signal))
          .get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the signal was not sent", e);
    }
  }

  private static String notes() {
    return scene.prefix() + "-notes";
  }

  private static void awaitNote(String id, String type) {
    StringDeserializer texts = new StringDeserializer();
    List<JsonNode> seen = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(Map.of("bootstrap.servers", servers), texts, texts)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(notes()).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      ObjectMapper json = new ObjectMapper();
      Await.until(
          "notification " + type + " of " + id,
          () -> {
            for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
              seen.add(read(json, record.value()));
            }
            return seen.stream()
                .map(note -> note.get("payload"))
                .anyMatch(
                    note ->
                        note.get("id").asText().equals(id)
                            && note.get("type").asText().equals(type));
          });
    }
    assertThat(seen)
        .extracting(note -> note.get("schema").get("name").asText())
        .containsOnly("io.debezium.connector.common.Notification");
  }

  private static JsonNode read(ObjectMapper json, String text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
