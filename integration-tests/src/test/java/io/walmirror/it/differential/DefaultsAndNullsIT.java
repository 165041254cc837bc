package io.walmirror.it.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Plugins;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Database;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A NULL in a column that has a default is no field in Redis, through the usual converters. */
class DefaultsAndNullsIT {

  private static final String SLOT = "nulls";

  @Test
  void aNullNeverBecomesItsColumnsDefault(@TempDir Path sources, @TempDir Path sinks)
      throws Exception {
    try (Stack stack = Stack.start(StackOptions.only(Part.POSTGRES, Part.REDIS));
        Database database = stack.postgres().freshDatabase();
        RespClient redis = stack.redis().client();
        PluginLoader source = PluginLoader.unpacked(Plugins.source(), sources);
        PluginLoader sink = PluginLoader.unpacked(Plugins.sink(), sinks)) {
      database.execute(
          "CREATE TABLE note (id int PRIMARY KEY, v text DEFAULT 'x', n text NOT NULL DEFAULT 'y')",
          "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES",
          "SELECT pg_create_logical_replication_slot('start', 'pgoutput')",
          "INSERT INTO note VALUES (1, NULL, 'z')",
          "SELECT pg_logical_emit_message(true, '" + Workload.END + "', '')");

      List<SourceRecord> usual = read(database, source, Map.of());
      assertThat(field(redis, sink, stack, usual, Map.of())).isNull();
      List<SourceRecord> all = read(database, source, Map.of("column.defaults", "all"));
      Map<String, String> keeping = Map.of("replace.null.with.default", "false");
      assertThat(field(redis, sink, stack, all, keeping)).isNull();
      String replaced = field(redis, sink, stack, all, Map.of());
      assertThat(replaced).as("control: what JsonConverter does by itself").isEqualTo("x");
      Proof.row(
          "A NULL in a column with a default is no field, whatever the converter does",
          "DefaultsAndNullsIT",
          "source, JsonConverter and sink, with defaults of NOT NULL columns and of all",
          "column.defaults=all and JsonConverter's own default: the field is " + replaced);
    }
  }

  private static List<SourceRecord> read(
      Database database, PluginLoader source, Map<String, String> settings)
      throws InterruptedException {
    database.execute("SELECT pg_copy_logical_replication_slot('start', '" + SLOT + "')");
    Map<String, String> config = TextParityIT.source(database, SLOT);
    config.putAll(settings);
    try {
      return Capture.of(source, "io.walmirror.connector.PostgresSourceTask", config);
    } finally {
      String mine = " FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'";
      Await.until(
          "the slot is left",
          () -> database.value("SELECT count(*)" + mine + " AND active").equals("0"));
      database.execute("SELECT pg_drop_replication_slot(slot_name)" + mine);
    }
  }

  private static String field(
      RespClient redis,
      PluginLoader sink,
      Stack stack,
      List<SourceRecord> records,
      Map<String, String> converter) {
    redis.call("FLUSHALL");
    Map<String, String> config = new HashMap<>();
    config.put("name", "nulls");
    config.put("topics.regex", "t\\..*");
    config.put("redis.uri", stack.redis().uri().toString());
    new SinkFeed(true, converter).feed(sink, "io.walmirror.sink.RedisSinkTask", config, records);
    assertThat(redis.text("HGET", "note:1", "n")).isEqualTo("z");
    return redis.call("HGET", "note:1", "v") == null ? null : redis.text("HGET", "note:1", "v");
  }
}
