package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Debezium;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A connector of Debezium becomes one of ours under its name, with its slot, publication and stored
 * offset, and becomes Debezium's again: no change is missing, none comes out of order.
 */
@ExtendWith(SharedStack.class)
class TakeOverIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ROWS = 5;
  private static final int UPDATES = 40;

  @AutoClose private static Scene scene;
  @AutoClose private static Topics topics;
  private static String bootstrapServers;
  private static String connector;
  private static int written = -1;

  @BeforeAll
  static void startDebezium(Stack stack) {
    scene = Scene.open(stack);
    scene.database().execute("CREATE TABLE counter (id int PRIMARY KEY, n int)");
    connector = scene.startSource("connector", debezium());
    bootstrapServers = stack.kafka().bootstrapServers();
    topics = Topics.of(bootstrapServers, scene.prefix());
    scene
        .database()
        .execute("INSERT INTO counter SELECT g, 0 FROM generate_series(1, " + ROWS + ") g");
    written = 0;
  }

  @Test
  void anOffsetIsTakenOverAndHandedBack() {
    update();
    awaitAll();
    int first = repeated();
    scene
        .database()
        .execute(
            "SELECT pg_copy_logical_replication_slot(current_database()::name,"
                + " (current_database() || '_copy')::name)");

    become(ours());
    Await.until("an offset of ours", () -> offset().path("wm_position").asText().startsWith("p"));
    int taken = repeated() - first;
    int withoutOffset = readWithoutTheOffset();

    become(debezium());
    Await.until("Debezium's own again", () -> !offset().has("wm_position"));
    int back = repeated() - first - taken;

    assertThat(taken).as("repeated: the transaction it was in").isLessThanOrEqualTo(ROWS);
    assertThat(withoutOffset).as("control").isGreaterThan(ROWS);
    assertThat(disordered()).isEmpty();
    Proof.row(
        "A stored Debezium offset is taken over, and ours is handed back to Debezium",
        "TakeOverIT.anOffsetIsTakenOverAndHandedBack",
        (written + 1) * ROWS
            + " changes across Debezium, Walmirror and Debezium again, rows written while neither"
            + " ran: none missing or out of order; repeated: "
            + taken
            + " there, "
            + back
            + " back",
        "the same slot without the offset: " + withoutOffset + " rows once more");
  }

  /** Stops the connector, writes, and starts it as another one of the same name; all must come. */
  private static void become(Map<String, String> config) {
    scene.rest().stop(connector, LIMIT);
    update();
    scene.rest().put(connector, config);
    scene.rest().resume(connector);
    scene.rest().waitUntilRunning(connector, LIMIT);
    update();
    awaitAll();
  }

  /** How many rows of before a connector of ours reads that has the slot but no offset. */
  private static int readWithoutTheOffset() {
    Map<String, String> config = ours();
    config.put("slot.name", scene.database().slot() + "_copy");
    config.put("topic.prefix", scene.prefix() + "copy");
    scene.startSource("copy", config);
    try (Topics copied = Topics.of(bootstrapServers, scene.prefix() + "copy")) {
      Await.until(
          "the last change on the copied slot",
          () ->
              values(copied).values().stream().allMatch(all -> all.contains(written))
                  && values(copied).size() == ROWS);
      // The last two rounds were written after the slot was copied.
      return (int)
          values(copied).values().stream()
              .flatMap(List::stream)
              .filter(n -> n <= written - 2 * UPDATES)
              .count();
    }
  }

  private static void update() {
    for (int i = 0; i < UPDATES; i++) {
      scene.database().execute("UPDATE counter SET n = n + 1");
      written++;
    }
  }

  private static void awaitAll() {
    List<Integer> all = IntStream.rangeClosed(0, written).boxed().toList();
    Await.until(
        "every value up to " + written,
        () ->
            values(topics).size() == ROWS
                && values(topics).values().stream().allMatch(values -> values.containsAll(all)),
        () -> "got " + values(topics));
  }

  private static int repeated() {
    return values(topics).values().stream().mapToInt(List::size).sum() - (written + 1) * ROWS;
  }

  /** Rows whose values, each taken where it came first, do not rise one by one. */
  private static List<Integer> disordered() {
    List<Integer> all = IntStream.rangeClosed(0, written).boxed().toList();
    return values(topics).entrySet().stream()
        .filter(row -> !row.getValue().stream().distinct().toList().equals(all))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The values of each row in the order of its topic. */
  private static Map<Integer, List<Integer>> values(Topics from) {
    Map<Integer, List<Integer>> values = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : from.records()) {
      if (record.topic().endsWith(".counter") && record.value() != null) {
        JsonNode after = payload(record.value()).path("after");
        values
            .computeIfAbsent(after.path("id").asInt(), id -> new ArrayList<>())
            .add(after.path("n").asInt());
      }
    }
    return values;
  }

  private static JsonNode offset() {
    // Others, of snapshots and tables, stand beside the stream's.
    for (JsonNode each : scene.rest().offsets(connector).path("offsets")) {
      if (each.path("partition").size() == 1) {
        return each.path("offset");
      }
    }
    return MissingNode.getInstance();
  }

  private static JsonNode payload(byte[] json) {
    try {
      return JSON.readTree(json).path("payload");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> ours() {
    Map<String, String> config = scene.source();
    config.put("connector.class", Plugins.SOURCE);
    return config;
  }

  private static Map<String, String> debezium() {
    Map<String, String> config = scene.source();
    config.put("connector.class", Debezium.SOURCE);
    config.put("plugin.name", "pgoutput");
    // Leaves the slot where it is, so that nothing but the offset tells what was read.
    config.put("lsn.flush.mode", "manual");
    return config;
  }
}
