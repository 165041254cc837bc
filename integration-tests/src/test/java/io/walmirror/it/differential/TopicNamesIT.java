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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each of Debezium's strategies for the names of topics, and one of somebody else's, gives both
 * connectors the same topics, keys and schemas.
 */
class TopicNamesIT {

  private static final String DEBEZIUM = "io.debezium.schema.";
  private static final String STRATEGY = "topic.naming.strategy";

  private static final String[] TABLES = {
    "orders_0",
    "orders_1",
    "other.orders_0",
    "\"Größe %\"",
    "other.\"a.b c_d\"",
    "other.a_table_whose_name_is_as_long_as_the_name_of_a_table_can_be_xx"
  };

  @Test
  void topicsKeysAndSchemasAreCalledAsDebeziumCallsThem(@TempDir Path folder) throws Exception {
    Path thirdParty = ThirdParty.jar(Files.createDirectory(folder.resolve("third-party")));
    int pairs = 0;
    Set<String> topics = new TreeSet<>();
    try (Stack stack = Stack.start(StackOptions.only(Part.POSTGRES));
        Database database = stack.postgres().freshDatabase();
        PluginLoader debezium = PluginLoader.in(Debezium.plugins(), thirdParty);
        PluginLoader walmirror = PluginLoader.unpacked(Plugins.source(), folder, thirdParty)) {
      define(database);
      Contenders contenders = new Contenders(database, debezium, walmirror);
      change(database);
      List<SourceRecord> before = List.of();
      for (Modes modes : strategies()) {
        List<SourceRecord> theirs = withoutFirst(contenders.debezium(modes));
        List<SourceRecord> ours = withoutFirst(contenders.walmirror(modes, true));
        Comparison.Result result = Comparison.of(modes.name(), theirs, ours);
        assertThat(result.findings()).as(modes.name()).isEmpty();
        assertThat(Comparison.of("control", before, ours).findings())
            .as("control: the names of another strategy")
            .isNotEmpty();
        pairs += result.pairs();
        ours.forEach(record -> topics.add(record.topic()));
        before = theirs;
      }
    }
    Proof.row(
        "Topics, keys and schemas have the names that Debezium's strategies give them",
        "TopicNamesIT",
        strategies().size()
            + " strategies, one of somebody else's; "
            + pairs
            + " pairs of records equal, "
            + topics.size()
            + " topics",
        "compared with the records of another strategy: findings");
  }

  private static List<Modes> strategies() {
    return List.of(
        names("SchemaTopicNamingStrategy", "topic.delimiter", "-"),
        names(
            "SchemaTopicNamingStrategy",
            "topic.delimiter",
            "-",
            "schema.name.adjustment.mode",
            "avro"),
        names(
            "SchemaTopicNamingStrategy",
            "topic.delimiter",
            "-",
            "schema.name.adjustment.mode",
            "avro_unicode"),
        names("DefaultTopicNamingStrategy"),
        names("SchemaUnicodeTopicNamingStrategy"),
        names("DefaultUnicodeTopicNamingStrategy"),
        names("SchemaRegexTopicNamingStrategy", ROUTED),
        names(
            "DefaultRegexTopicNamingStrategy",
            "topic.regex",
            "t\\.(orders)_\\d",
            "topic.replacement",
            "all-$1",
            "topic.key.enforce.uniqueness",
            "false"),
        names("SchemaRegexTopicNamingStrategy", ROUTED_WITH_KEYS),
        new Modes(
            "third-party", Map.of(STRATEGY, "com.example.third.Names", "names.company", "acme")));
  }

  private static final String[] ROUTED = {
    "topic.regex", "(t\\..*)orders_\\d", "topic.replacement", "$1orders"
  };

  private static final String[] ROUTED_WITH_KEYS = {
    "topic.regex",
    "(t\\..*)orders_\\d",
    "topic.replacement",
    "$1orders",
    "topic.key.field.name",
    "shard",
    "topic.key.field.regex",
    "t\\.(.*)orders_(\\d)",
    "topic.key.field.replacement",
    "$2"
  };

  private static Modes names(String strategy, String... settings) {
    Map<String, String> all = new HashMap<>(Map.of(STRATEGY, DEBEZIUM + strategy));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new Modes(strategy, all);
  }

  private static void define(Database database) {
    database.execute(
        "CREATE SCHEMA other",
        "CREATE TABLE first_row (id int PRIMARY KEY)",
        "CREATE TABLE no_key (v text)",
        "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
    for (String table : TABLES) {
      database.execute("CREATE TABLE " + table + " (id int PRIMARY KEY, v text)");
    }
  }

  private static void change(Database database) {
    // In the first transaction the two do not say the same of the commit before.
    database.execute("INSERT INTO first_row VALUES (1)", "INSERT INTO no_key VALUES ('x')");
    for (String table : TABLES) {
      database.execute(
          "INSERT INTO " + table + " VALUES (1, 'a')",
          "UPDATE " + table + " SET v = 'b'",
          "UPDATE " + table + " SET id = 2",
          "DELETE FROM " + table);
    }
    database.execute("SELECT pg_logical_emit_message(true, 'end-of-workload', '')");
  }

  private static List<SourceRecord> withoutFirst(List<SourceRecord> records) {
    List<SourceRecord> others = new ArrayList<>(records);
    others.removeIf(record -> record.topic().contains("first"));
    return others;
  }
}
