package io.walmirror.it.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Debezium;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.ThirdParty;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With {@code provide.transaction.metadata} both connectors say the same of every transaction:
 * where it begins and ends, how many events of which table it had, and which of them each event is.
 */
class TransactionMetadataIT {

  private static final String STREAM_AT_ONCE =
      "ALTER SYSTEM SET debug_logical_replication_streaming = immediate";

  @Test
  void whatIsSaidOfTransactionsIsDebeziums(@TempDir Path folder) throws Exception {
    Path thirdParty = ThirdParty.jar(Files.createDirectory(folder.resolve("third-party")));
    int pairs = 0;
    try (Stack stack = Stack.start(StackOptions.only(Part.POSTGRES));
        Database database = stack.postgres().freshDatabase();
        PluginLoader debezium = PluginLoader.in(Debezium.plugins(), thirdParty);
        PluginLoader walmirror = PluginLoader.unpacked(Plugins.source(), folder, thirdParty)) {
      define(database);
      Contenders contenders = new Contenders(database, debezium, walmirror);
      change(database);
      List<SourceRecord> theirs = told(contenders.debezium(modes(true)));
      List<SourceRecord> ours = told(contenders.walmirror(modes(true), true));
      Comparison.Result whole = Comparison.of("whole", theirs, ours);
      assertThat(unexcused(whole)).as("transactions sent at their commit").isEmpty();
      assertThat(ours).filteredOn(record -> record.topic().equals("t.story")).hasSize(17);

      assertThat(context(ours)).isEqualTo(context(theirs));
      assertThat(context(ours).get(3)).hasSize(4);

      database.execute(STREAM_AT_ONCE, "SELECT pg_reload_conf()");
      List<SourceRecord> open = told(contenders.walmirror(modes(true), true));
      Comparison.Result streamed = Comparison.of("open", theirs, open);
      assertThat(unexcused(streamed)).as("transactions sent while they are open").isEmpty();

      List<SourceRecord> silent = told(contenders.walmirror(modes(false), true));
      assertThat(Comparison.of("control", theirs, silent).findings())
          .as("control: without transaction metadata")
          .isNotEmpty();
      pairs = whole.pairs() + streamed.pairs();
    }
    Proof.row(
        "What is said of transactions is what Debezium says, also of those sent while they are open",
        "TransactionMetadataIT",
        pairs + " pairs of records, BEGIN and END among them",
        "without provide.transaction.metadata: findings");
  }

  /** Debezium's headers about the run of each record, but for the run's own id. */
  private static List<Map<String, String>> context(List<SourceRecord> records) {
    return records.stream().map(TransactionMetadataIT::context).toList();
  }

  private static Map<String, String> context(SourceRecord record) {
    Map<String, String> context = new HashMap<>();
    for (Header header : record.headers()) {
      if (header.key().startsWith("__debezium.context.")) {
        context.put(
            header.key(),
            header.key().endsWith("runId") ? "a run" : header.schema() + " " + header.value());
      }
    }
    return context;
  }

  /** Debezium counts logical messages as tables that it names after a Java object. */
  private static List<Finding> unexcused(Comparison.Result result) {
    return result.findings().stream()
        .filter(
            finding ->
                !finding.debezium().contains("LogicalDecodingMessageId@")
                    || !finding.walmirror().contains("data_collection=String message,"))
        .toList();
  }

  private static Modes modes(boolean provide) {
    Map<String, String> settings = new HashMap<>();
    settings.put("provide.transaction.metadata", Boolean.toString(provide));
    settings.put("topic.transaction", "story");
    settings.put("extended.headers.enabled", "true");
    settings.put("table.exclude.list", "public\\.hidden");
    return new Modes("transactions", settings);
  }

  private static void define(Database database) {
    database.execute(
        "CREATE TABLE first_row (id int PRIMARY KEY)",
        "CREATE TABLE a (id int PRIMARY KEY, v text)",
        "CREATE TABLE b (id int PRIMARY KEY, v text)",
        "CREATE TABLE \"C d\" (id int PRIMARY KEY, v text)",
        "CREATE TABLE hidden (id int PRIMARY KEY)",
        "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
  }

  private static void change(Database database) {
    database.execute(
        "INSERT INTO first_row VALUES (1)",
        "INSERT INTO a VALUES (1, 'x'), (2, 'y'), (3, 'z')",
        "BEGIN; INSERT INTO b VALUES (1, 'x'); UPDATE a SET v = 'w' WHERE id = 1;"
            + " INSERT INTO \"C d\" VALUES (1, 'x'); UPDATE a SET id = 9 WHERE id = 2;"
            + " DELETE FROM a WHERE id = 3; INSERT INTO hidden VALUES (1);"
            + " SELECT pg_logical_emit_message(true, 'inside', 'x'); DELETE FROM b; COMMIT",
        "INSERT INTO hidden VALUES (2)",
        "BEGIN; INSERT INTO a VALUES (20, 'gone'); ROLLBACK",
        "BEGIN; INSERT INTO a VALUES (21, 'x'); SAVEPOINT s; INSERT INTO b VALUES (22, 'gone');"
            + " ROLLBACK TO s; INSERT INTO b VALUES (23, 'y'); COMMIT",
        "TRUNCATE a, b",
        "SELECT pg_logical_emit_message(true, 'alone', 'x')",
        "INSERT INTO a VALUES (30, 'x')",
        "SELECT pg_logical_emit_message(true, 'end-of-workload', '')");
  }

  /** Of the first transaction the two do not say the same of the commit before. */
  private static List<SourceRecord> told(List<SourceRecord> records) {
    return records.stream().filter(record -> !record.topic().endsWith("first_row")).toList();
  }
}
