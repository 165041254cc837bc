package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.load.Load;
import io.walmirror.it.load.Seed;
import io.walmirror.it.mirror.Mirror;
import io.walmirror.it.mirror.Table;
import io.walmirror.it.monitor.Violation;
import io.walmirror.it.monitor.WriteWatch;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Debezium;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fed by Debezium's own connector, Redis is what SQL says: with schemas and without, as events and
 * taken apart by Debezium's own transform, and after a replay from the start, in which no row goes
 * back.
 */
@ExtendWith(SharedStack.class)
class DebeziumFedIT {

  private static final int CHANGES = 500;
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String UNAVAILABLE = "__debezium_unavailable_value";
  private static final String TEXTS = "org.apache.kafka.connect.storage.StringConverter";

  /** Values that only a schema explains, as Debezium sends them. */
  private static final Map<String, String> AS_IT_CAME =
      Map.of(
          "born", "(born - date '1970-01-01')::text",
          "due", "(due - date '1970-01-01')::text",
          "seen_at", "to_char(seen_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
          "avatar", "encode(avatar, 'hex')");

  /** A sink, the Redis that it fills, what watches that, and what must be in it. */
  private record Fed(
      String name,
      RedisDatabase redis,
      WriteWatch watch,
      Map<String, String> config,
      Map<String, String> expressions) {}

  @AutoClose private static Scene scene;
  private static Stack stack;
  private static List<Table> tables;

  @BeforeAll
  static void createTables(Stack shared) {
    stack = shared;
    scene = Scene.open(stack);
    tables = Load.createTables(scene.database());
  }

  @Test
  void theMirrorIsExactInEveryFormAndNoReplayTakesARowBack() throws SQLException {
    String plainPrefix = scene.prefix() + "plain";
    scene.startSource("with-schemas", debezium(scene.prefix(), Map.of()));
    scene.startSource("without-schemas", debezium(plainPrefix, asItComes()));
    List<Fed> all = new ArrayList<>();
    all.add(fed("envelopes", scene.prefix(), Map.of(), Map.of()));
    all.add(fed("unwrapped", scene.prefix(), unwrapped(), Map.of()));
    all.add(fed("maps", plainPrefix, withoutSchemas(), AS_IT_CAME));
    all.add(fed("texts", plainPrefix, texts(), AS_IT_CAME));
    Fed unfenced = fed("unfenced", scene.prefix(), Map.of("redis.fence", "off"), Map.of());
    all.add(unfenced);

    long seed = Seed.of(DebeziumFedIT.class);
    String did;
    try (Load load = Load.open(scene.database(), seed)) {
      load.run(CHANGES);
      did = load.counts().toString();
    }
    all.forEach(DebeziumFedIT::awaitMirror);
    long placeholders = placeholders();
    assertThat(placeholders).as("records with a value that was not sent").isPositive();

    int wentBackWithoutFence = 0;
    for (Fed each : all) {
      SortedMap<String, String> before = dump(each.redis);
      replay(each);
      awaitMirror(each);
      assertThat(dump(each.redis)).as(each.name).isEqualTo(before);
      List<Violation> wrong = each.watch.violations();
      if (each.name.equals(unfenced.name)) {
        wentBackWithoutFence =
            (int)
                wrong.stream()
                    .filter(violation -> violation.kind() == Violation.Kind.ROW_WENT_BACK)
                    .count();
      } else {
        assertThat(wrong).as(each.name).isEmpty();
      }
      each.watch.close();
    }
    assertThat(wentBackWithoutFence).as("control: without fence rows go back").isPositive();
    Proof.row(
        "Fed by Debezium's connector the mirror is exact, with schemas, without, as JSON texts and"
            + " unwrapped, and no replay takes a row back",
        "DebeziumFedIT",
        did + "; " + placeholders + " records with unsent values; 4 mirrors compared with SQL",
        seed,
        "without fence " + wentBackWithoutFence + " writes of a replay were older than their row");
  }

  private static Fed fed(
      String label, String prefix, Map<String, String> more, Map<String, String> expressions) {
    RedisDatabase redis = scene.emptyRedis();
    WriteWatch watch = WriteWatch.open(redis, "rev");
    Map<String, String> config = scene.sink(redis, prefix);
    config.put("topics.regex", prefix + "\\.public\\..*");
    config.putAll(more);
    return new Fed(scene.start(label, config), redis, watch, config, expressions);
  }

  /** From the first offsets on, with nothing settled that was before. */
  private static void replay(Fed fed) {
    scene.rest().stop(fed.name, LIMIT);
    scene.rest().resetOffsets(fed.name);
    scene.rest().resume(fed.name);
    scene.rest().waitUntilRunning(fed.name, LIMIT);
    String prefix = fed.config.get("topics.regex").split("\\\\", 2)[0];
    try (Topics topics = Topics.of(stack.kafka().bootstrapServers(), prefix)) {
      Await.until(fed.name + " has read all again", () -> topics.areRead(scene.rest(), fed.name));
    }
  }

  private static void awaitMirror(Fed fed) {
    try (RespClient redis = fed.redis.client()) {
      Await.until(
          fed.name + " is the mirror of PostgreSQL",
          () -> Mirror.actual(redis).equals(expected(fed)),
          () -> state(fed) + expected(fed).differences(Mirror.actual(redis)));
    }
  }

  /** A sink that has failed says why. */
  private static String state(Fed fed) {
    return scene
        .rest()
        .status(fed.name)
        .traces()
        .lines()
        .limit(3)
        .collect(Collectors.joining("\n"));
  }

  private static Mirror expected(Fed fed) {
    return Mirror.expected(
        scene.database(), fed.expressions.isEmpty() ? tables : keysByName(), fed.expressions);
  }

  /** A map has no order, so that the columns of a key without schema are in that of their names. */
  private static List<Table> keysByName() {
    return tables.stream()
        .map(each -> new Table(each.name(), each.columns(), each.key().stream().sorted().toList()))
        .toList();
  }

  /** All but how far the tasks have read. */
  private static SortedMap<String, String> dump(RedisDatabase database) {
    try (RespClient redis = database.client()) {
      return redis.dump(key -> !key.startsWith("walmirror:1:w:"));
    }
  }

  private static long placeholders() {
    try (Topics topics = Topics.of(stack.kafka().bootstrapServers(), scene.prefix())) {
      return topics.records().stream()
          .map(ConsumerRecord::value)
          .filter(
              value ->
                  value != null && new String(value, StandardCharsets.UTF_8).contains(UNAVAILABLE))
          .count();
    }
  }

  private static Map<String, String> debezium(String prefix, Map<String, String> more) {
    Map<String, String> config = scene.source();
    config.put("connector.class", Debezium.SOURCE);
    config.put("plugin.name", "pgoutput");
    config.put("topic.prefix", prefix);
    config.put("slot.name", prefix);
    config.put("publication.name", prefix);
    config.putAll(more);
    return config;
  }

  /** What makes values mean the same without a schema, as far as Debezium can. */
  private static Map<String, String> asItComes() {
    Map<String, String> config = new LinkedHashMap<>(withoutSchemas());
    config.put("decimal.handling.mode", "string");
    config.put("binary.handling.mode", "hex");
    return config;
  }

  private static Map<String, String> withoutSchemas() {
    return Map.of(
        "key.converter.schemas.enable", "false", "value.converter.schemas.enable", "false");
  }

  private static Map<String, String> texts() {
    return Map.of("key.converter", TEXTS, "value.converter", TEXTS);
  }

  /** Rows by Debezium's transform; their table is then in the topic's name alone. */
  private static Map<String, String> unwrapped() {
    return Map.of(
        "transforms", "unwrap,table",
        "transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState",
        "transforms.table.type", "org.apache.kafka.connect.transforms.RegexRouter",
        "transforms.table.regex", ".*\\.([^.]+)",
        "transforms.table.replacement", "$1",
        "redis.keyspace", "${topic}");
  }
}
