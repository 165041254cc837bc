package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Debezium's own transforms, from its release, take our events for its connector's. */
@ExtendWith(SharedStack.class)
class DebeziumTransformsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Stack stack;
  private Scene scene;

  @BeforeEach
  void open(Stack shared) {
    stack = shared;
    scene = Scene.open(stack);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void extractNewRecordStateTurnsEventsIntoRows() throws IOException {
    scene.database().execute("CREATE TABLE item (id int PRIMARY KEY, name text)");
    Map<String, String> source = onePartition();
    source.put("transforms", "unwrap");
    source.put("transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState");
    source.put("transforms.unwrap.delete.tombstone.handling.mode", "rewrite");
    source.put("transforms.unwrap.add.fields", "op,table,lsn:position");
    scene.startSource("unwrapped", source);
    scene
        .database()
        .execute(
            "INSERT INTO item VALUES (1, 'a')",
            "UPDATE item SET name = 'b'",
            "UPDATE item SET id = 2",
            "DELETE FROM item",
            "INSERT INTO item VALUES (3, 'last')");

    List<String> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(".public.item", 6)) {
      JsonNode row = payload(record.value());
      assertThat(row.path("__table").asText()).isEqualTo("item");
      assertThat(row.path("__position").asLong()).isPositive();
      rows.add(
          row.path("__op").asText()
              + " "
              + row.path("id")
              + " "
              + row.path("name").asText()
              + " "
              + row.path("__deleted").asText());
    }
    assertThat(rows)
        .containsExactly(
            "c 1 a false",
            "u 1 b false",
            "d 1 null true",
            "c 2 b false",
            "d 2 null true",
            "c 3 last false");
  }

  @Test
  void theOutboxRouterMakesDomainEventsOfRows() throws IOException {
    scene
        .database()
        .execute(
            "CREATE TABLE outbox (id uuid PRIMARY KEY, aggregatetype varchar(50), aggregateid"
                + " varchar(50), type varchar(50), payload jsonb)");
    Map<String, String> source = onePartition();
    source.put("transforms", "outbox");
    source.put("transforms.outbox.type", "io.debezium.transforms.outbox.EventRouter");
    source.put(
        "transforms.outbox.route.topic.replacement", scene.prefix() + ".event.${routedByValue}");
    source.put("transforms.outbox.table.fields.additional.placement", "type:header:kind");
    source.put("transforms.outbox.predicate", "rows");
    source.put("predicates", "rows");
    source.put(
        "predicates.rows.type", "org.apache.kafka.connect.transforms.predicates.TopicNameMatches");
    source.put("predicates.rows.pattern", ".*\\.outbox");
    scene.startSource("outbox", source);
    String id = "6c1f4a1e-8a4c-4c0e-9a51-3b1a86e0f3a1";
    scene
        .database()
        .execute(
            "INSERT INTO outbox VALUES ('" + id + "', 'order', '17', 'placed', '{\"total\": 3}')",
            "DELETE FROM outbox",
            "INSERT INTO outbox VALUES (gen_random_uuid(), 'order', '18', 'paid', '{\"by\": 1}')");

    List<ConsumerRecord<byte[], byte[]>> events = records(".event.order", 2);

    assertThat(events)
        .extracting(event -> payload(event.key()).asText())
        .as("a deleted row is no event")
        .containsExactly("17", "18");
    assertThat(JSON.readTree(payload(events.get(0).value()).asText()).path("total").asInt())
        .isEqualTo(3);
    assertThat(header(events.get(0), "id")).contains(id);
    assertThat(header(events.get(0), "kind")).contains("placed");
    assertThat(header(events.get(0), "walmirror.position")).startsWith("p");
  }

  private Map<String, String> onePartition() {
    Map<String, String> source = scene.source();
    source.put("topic.creation.default.partitions", "1");
    return source;
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic, int count) {
    try (Topics topics = Topics.of(stack.kafka().bootstrapServers(), scene.prefix())) {
      Await.until(
          count + " records in " + topic, () -> of(topic, topics.records()).size() >= count);
      List<ConsumerRecord<byte[], byte[]>> records = of(topic, topics.records());
      assertThat(records).hasSize(count);
      return records;
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> of(
      String topic, List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .filter(record -> record.topic().equals(scene.prefix() + topic))
        .toList();
  }

  private static JsonNode payload(byte[] json) {
    try {
      return JSON.readTree(json).path("payload");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
