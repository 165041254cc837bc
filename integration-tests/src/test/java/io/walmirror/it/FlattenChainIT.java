package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.load.Load;
import io.walmirror.it.load.Seed;
import io.walmirror.it.mirror.Mirror;
import io.walmirror.it.mirror.Table;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Wherever Flatten stands, Redis becomes what it becomes without it. */
@ExtendWith(SharedStack.class)
class FlattenChainIT {

  private static final int CHANGES = 600;

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
  void flattenedAtEitherEndOrNotAtAllTheMirrorIsTheSame() throws SQLException {
    List<Table> tables = Load.createTables(scene.database());
    Map<String, String> envelopes = scene.source();
    // Both sources then give a change the same position.
    envelopes.put("position.generation", "7");
    scene.startSource("envelopes", envelopes);
    Map<String, String> rows = withFlatten(envelopes);
    String flatPrefix = scene.prefix() + "_flat";
    rows.put("topic.prefix", flatPrefix);
    rows.put("slot.name", scene.database().slot() + "_flat");
    scene.startSource("rows", rows);

    RedisDatabase plain = scene.emptyRedis();
    RedisDatabase inSink = scene.emptyRedis();
    RedisDatabase inSource = scene.emptyRedis();
    String plainSink = scene.start("plain", scene.sink(plain));
    String flatteningSink = scene.start("in-sink", withFlatten(scene.sink(inSink)));
    String rowSink = scene.start("in-source", scene.sink(inSource, flatPrefix));

    long seed = Seed.of(FlattenChainIT.class);
    String did;
    try (Load load = Load.open(scene.database(), seed)) {
      load.run(CHANGES);
      did = load.counts().toString();
    }
    Mirror expected = Mirror.expected(scene.database(), tables);

    for (RedisDatabase each : List.of(plain, inSink, inSource)) {
      awaitMirror(each, expected);
    }
    awaitRead(scene.prefix(), plainSink, flatteningSink);
    awaitRead(flatPrefix, rowSink);
    SortedMap<String, String> wanted = versionsAndRows(plain);
    assertThat(versionsAndRows(inSink)).isEqualTo(wanted);
    assertThat(versionsAndRows(inSource)).isEqualTo(wanted);
    Proof.row(
        "Flatten in the source's chain, in the sink's or in none: the same hashes, versions and"
            + " tombstones",
        "FlattenChainIT.flattenedAtEitherEndOrNotAtAllTheMirrorIsTheSame",
        did + "; " + wanted.size() + " keys compared, with SQL and with each other",
        seed,
        "before the load all three were empty");
  }

  @Test
  void withoutSchemasValuesAreWrittenAsTheyCame() {
    scene
        .database()
        .execute(
            "CREATE TABLE kinds (id bigint PRIMARY KEY, label text, amount numeric(8,3), flag"
                + " boolean, day date, moment timestamptz, doc jsonb, code uuid, gone text)");
    Map<String, String> source = withoutSchemas(scene.source());
    source.put("decimal.handling.mode", "string");
    scene.startSource("source", source);
    RedisDatabase envelopes = scene.emptyRedis();
    RedisDatabase flattened = scene.emptyRedis();
    scene.start("envelopes", withoutSchemas(scene.sink(envelopes)));
    scene.start("flattened", withFlatten(withoutSchemas(scene.sink(flattened))));

    scene
        .database()
        .execute(
            "INSERT INTO kinds VALUES (1, 'Zoë', 12.500, true, '1970-01-11',"
                + " '2026-11-21 01:02:03.000004+02', '{\"b\": [1, 2.50]}',"
                + " '0f8fad5b-d9cb-469f-a165-70867728950e', 'x')",
            "UPDATE kinds SET gone = NULL",
            "INSERT INTO kinds (id) VALUES (2)",
            "DELETE FROM kinds WHERE id = 2");
    Map<String, String> row = new HashMap<>();
    row.put("id", "1");
    row.put("label", "Zoë");
    row.put("amount", "12.500");
    row.put("flag", "true");
    // Debezium's numbers and texts, which only a schema explains.
    row.put("day", "10");
    row.put("moment", "2026-11-20T23:02:03.000004Z");
    row.put("doc", "{\"b\": [1, 2.50]}");
    row.put("code", "0f8fad5b-d9cb-469f-a165-70867728950e");

    for (RedisDatabase each : List.of(envelopes, flattened)) {
      try (RespClient redis = each.client()) {
        Await.until(
            "one hash", () -> Mirror.actual(redis).hashes().keySet().equals(Set.of("kinds:1")));
        assertThat(Mirror.actual(redis).hashes()).isEqualTo(Map.of("kinds:1", row));
      }
    }
  }

  @Test
  void aNumericWithoutDeclaredScaleKeepsItsZerosAsText() {
    scene.database().execute("CREATE TABLE rates (id bigint PRIMARY KEY, rate numeric)");
    Map<String, String> source = scene.source();
    source.put("decimal.handling.mode", "string");
    scene.startSource("source", source);
    RedisDatabase database = scene.emptyRedis();
    scene.start("sink", withFlatten(scene.sink(database)));

    scene
        .database()
        .execute("INSERT INTO rates VALUES (1, 1.500), (2, '-0.00'), (3, 'NaN'), (4, 1e20)");

    awaitMirror(
        database,
        Mirror.expected(
            scene.database(), List.of(new Table("rates", List.of("id", "rate"), List.of("id")))));
  }

  private static Map<String, String> withFlatten(Map<String, String> config) {
    Map<String, String> flattening = new LinkedHashMap<>(config);
    flattening.put("transforms", "flatten");
    flattening.put("transforms.flatten.type", Plugins.FLATTEN);
    return flattening;
  }

  private static Map<String, String> withoutSchemas(Map<String, String> config) {
    Map<String, String> schemaless = new LinkedHashMap<>(config);
    schemaless.put("key.converter.schemas.enable", "false");
    schemaless.put("value.converter.schemas.enable", "false");
    return schemaless;
  }

  /** Tombstones come after the rows are right. */
  private void awaitRead(String topicPrefix, String... sinks) {
    try (Topics topics = Topics.of(stack.kafka().bootstrapServers(), topicPrefix)) {
      for (String sink : sinks) {
        Await.until(sink + " has read everything", () -> topics.areRead(scene.rest(), sink));
      }
    }
  }

  /** Everything but the fingerprints, which are over a row's columns as the record has them. */
  private static SortedMap<String, String> versionsAndRows(RedisDatabase database) {
    try (RespClient redis = database.client()) {
      // What a connector notes under its own name is not the same in all.
      SortedMap<String, String> dump =
          redis.dump(
              key -> !key.startsWith("walmirror:1:w:") && !key.startsWith("walmirror:1:meta:"));
      dump.replaceAll((key, value) -> value.replaceFirst("(_v=p[0-9a-f]{35})#[0-9a-f]{8}", "$1"));
      return dump;
    }
  }

  private static void awaitMirror(RedisDatabase database, Mirror expected) {
    try (RespClient redis = database.client()) {
      Await.until(
          "the mirror of PostgreSQL",
          () -> Mirror.actual(redis).equals(expected),
          () -> expected.differences(Mirror.actual(redis)));
    }
  }
}
