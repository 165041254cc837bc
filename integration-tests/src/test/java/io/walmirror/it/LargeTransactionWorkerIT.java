package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.ConnectOptions;
import io.walmirror.stack.server.JavaOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * One transaction of two million rows through a real worker with a small heap; at length, in the
 * profile {@code crash}. Its short sister is the source's own {@code LargeTransactionIT}.
 */
@EnabledIfSystemProperty(named = "walmirror.crash.full", matches = "true")
class LargeTransactionWorkerIT {

  private static final int ROWS = Integer.getInteger("walmirror.large.rows", 2_000_000);
  private static final int HEAP_MEGABYTES = 256;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final List<String> WAYS = List.of("file", "off", "low");

  @TempDir static Path folder;
  @AutoClose private static Stack stack;
  @AutoClose private static Scene scene;

  @BeforeAll
  static void writeOneTransaction() throws SQLException {
    stack =
        Stack.start(
            StackOptions.defaults()
                .withConnect(
                    ConnectOptions.defaults()
                        .withJava(JavaOptions.fast(HEAP_MEGABYTES))
                        .withPlugins(Plugins.single())));
    scene = Scene.open(stack);
    scene
        .database()
        .execute(
            "CREATE TABLE item (id bigint PRIMARY KEY, name text)",
            "CREATE PUBLICATION " + scene.database().publication() + " FOR ALL TABLES");
    for (String way : WAYS) {
      scene
          .database()
          .execute("SELECT pg_create_logical_replication_slot('" + slot(way) + "', 'pgoutput')");
    }
    try (Connection connection = scene.database().connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(rows(ROWS + 1, ROWS + ROWS / 4));
      connection.rollback();
    }
    scene.database().execute(rows(1, ROWS));
  }

  @Test
  void twoMillionRowsPassASmallHeap() {
    String withFile = passes("file", Map.of("streaming.spill", "file"));
    String withServer = passes("off", Map.of("streaming.spill", "off"));
    String raised = stopsAndPassesOnceRaised();

    Proof.row(
        "Bounded memory: a transaction of any size passes a worker",
        "LargeTransactionWorkerIT.twoMillionRowsPassASmallHeap",
        ROWS
            + " rows in one transaction, and a quarter of them rolled back, through a worker with"
            + " -Xmx"
            + HEAP_MEGABYTES
            + "m: spilled to a file "
            + withFile
            + ", left to the server "
            + withServer,
        "with a spill limit of 1 MiB it stops, naming the setting; raised, it passes: " + raised);
  }

  /** Reads the transaction with these settings; how long that took. */
  private static String passes(String way, Map<String, String> settings) {
    long begin = System.nanoTime();
    String name = scene.start(way, config(way, settings));
    awaitAll(way);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    scene.rest().stop(name, LIMIT);
    assertThat(folder).as("files left behind").isEmptyDirectory();
    return "in " + took.toSeconds() + " s";
  }

  private static String stopsAndPassesOnceRaised() {
    Map<String, String> low = Map.of("streaming.spill.max.bytes", "1048576");
    String name = scene.start("low", config("low", low));
    assertThat(scene.rest().waitUntilFailed(name, LIMIT).toString())
        .contains("streaming.spill.max.bytes");
    scene.rest().stop(name, LIMIT);
    long begin = System.nanoTime();
    Map<String, String> raised = Map.of("streaming.spill.max.bytes", "4294967296");
    scene.rest().put(name, config("low", raised));
    scene.rest().resume(name);
    awaitAll("low");
    return "in " + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s";
  }

  private static void awaitAll(String way) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (Topics topics = Topics.of(stack.kafka().bootstrapServers(), scene.prefix() + way)) {
      long count = 0;
      while (count < ROWS) {
        assertThat(System.nanoTime())
            .as("%s: %d of %d rows in time", way, count, ROWS)
            .isLessThan(deadline);
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        count = topics.count();
      }
      // What was rolled back would come on top.
      assertThat(count).isEqualTo(ROWS);
    }
  }

  private static Map<String, String> config(String way, Map<String, String> settings) {
    Map<String, String> config = scene.source();
    config.put("slot.name", slot(way));
    config.put("topic.prefix", scene.prefix() + way);
    config.put("key.converter.schemas.enable", "false");
    config.put("value.converter.schemas.enable", "false");
    config.put("streaming.spill.folder", folder.toString());
    config.put("producer.override.linger.ms", "5");
    config.putAll(settings);
    return config;
  }

  private static String slot(String way) {
    return scene.database().slot() + "_" + way;
  }

  private static String rows(int from, int to) {
    return "INSERT INTO item SELECT g, repeat(md5(g::text), 7) FROM generate_series("
        + from
        + ","
        + to
        + ") g";
  }
}
