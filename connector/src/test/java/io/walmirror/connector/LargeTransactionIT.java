package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.Database;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One transaction that is much larger than the heap of the process that reads it. */
class LargeTransactionIT {

  private static final int ROWS = Integer.getInteger("walmirror.large.rows", 300_000);
  private static final String HEAP = System.getProperty("walmirror.large.heap", "96m");

  private static Stack stack;

  @TempDir Path folder;
  private Database database;
  private Map<String, String> settings;

  @BeforeAll
  static void startServer() {
    stack = Stack.start(StackOptions.only(Part.POSTGRES));
  }

  @AfterAll
  static void stopServer() {
    stack.close();
  }

  @BeforeEach
  void createTable() {
    database = stack.postgres().freshDatabase();
    database.execute(
        "CREATE TABLE item (id bigint PRIMARY KEY, name text)",
        "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES",
        "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    settings = RunningTask.settings(database);
    settings.put("streaming.spill.folder", folder.toString());
    settings.put("streaming.memory.bytes", "8388608");
    settings.put("max.queue.size.in.bytes", "8388608");
    settings.put("database.options", "-c logical_decoding_work_mem=1MB");
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "off"})
  void passesASmallHeap(String spill) {
    settings.put("streaming.spill", spill);
    insert(ROWS);

    assertThat(read(ROWS)).isEqualTo("COUNT " + ROWS);
    assertThat(folder).isEmptyDirectory();
    Proof.row(
        "Bounded memory: a transaction of any size passes",
        "LargeTransactionIT.passesASmallHeap",
        ROWS
            + " rows of about 250 bytes in one transaction through a heap of "
            + HEAP
            + ", spill "
            + spill,
        "with too small a spill limit it stops, naming the setting");
  }

  @Test
  void aSpillLimitThatIsTooLowIsNamedAndCanBeRaised() {
    settings.put("streaming.spill.max.bytes", "1048576");
    insert(ROWS);
    assertThat(read(ROWS)).startsWith("FAILED").contains("streaming.spill.max.bytes");

    settings.put("streaming.spill.max.bytes", "1000000000");
    assertThat(read(ROWS)).isEqualTo("COUNT " + ROWS);
  }

  @Test
  void anAbortedTransactionEmitsNothingAndLeavesNoFile() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(rows(1, ROWS / 3));
      connection.rollback();
    }
    database.execute("INSERT INTO item VALUES (-1, 'after')");

    assertThat(read(1)).isEqualTo("COUNT 1");
    assertThat(folder).isEmptyDirectory();
  }

  private void insert(int count) {
    database.execute(rows(1, count));
  }

  private static String rows(int from, int to) {
    return "INSERT INTO item SELECT g, repeat(md5(g::text), 7) FROM generate_series("
        + from
        + ","
        + to
        + ") g";
  }

  /** Reads with a process of its own; what it printed last. */
  private String read(int wanted) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + HEAP, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SmallHeapTask.class.getName());
    command.add(Integer.toString(wanted));
    settings.forEach((key, value) -> command.add(key + "=" + value));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        List<String> lines = output.lines().toList();
        process.waitFor(1, TimeUnit.MINUTES);
        return lines.stream()
            .filter(line -> line.startsWith("COUNT") || line.startsWith("FAILED"))
            .findFirst()
            .orElseGet(() -> String.join("\n", lines));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
