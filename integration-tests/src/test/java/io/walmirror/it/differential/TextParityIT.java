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
 * What ends in a Redis hash is what PostgreSQL prints, for every type and for arrays of it: empty,
 * with NULLs, of two dimensions, numbered from anywhere. What the source reads in binary goes
 * through the converters of a worker, what it reads in text straight on.
 */
class TextParityIT {

  private static final int SHOWN = 40;
  private static final String SLOT = "parity";

  /** What is not what PostgreSQL prints in any mode, as docs/events.md says. */
  private static final Map<String, String> ALTERNATIVES =
      Map.of(
          "money",
          "numeric",
          "hstore",
          "",
          "varbit",
          "",
          "varbit(20)",
          "",
          "bit(1)",
          "",
          "varbit(1)",
          "");

  /** What Kafka's JsonConverter has no form for: it writes NaN and infinities, and reads zeros. */
  private static final Set<String> LOST_IN_JSON = Set.of("float4", "float8");

  /** What {@code time.precision.mode=structured} alone keeps. */
  private static final Set<String> STRUCTURED_ALONE = Set.of("timetz");

  private static final Map<String, String> STRUCTURED =
      Map.of("decimal.handling.mode", "string", "time.precision.mode", "structured");

  private static final Map<String, String> STRINGS =
      Map.of("decimal.handling.mode", "string", "interval.handling.mode", "string");

  private int compared;

  @Test
  void aHashHoldsWhatPostgresPrints(@TempDir Path sources, @TempDir Path sinks) throws Exception {
    try (Stack stack = Stack.start(StackOptions.only(Part.POSTGRES, Part.REDIS));
        Database database = stack.postgres().freshDatabase();
        RespClient redis = stack.redis().client();
        PluginLoader source = PluginLoader.unpacked(Plugins.source(), sources);
        PluginLoader sink = PluginLoader.unpacked(Plugins.sink(), sinks)) {
      define(database);
      List<String> differences = new ArrayList<>();
      for (Map<String, String> modes : List.of(STRINGS, STRUCTURED)) {
        for (String binary : List.of("true", "false")) {
          List<SourceRecord> records = read(database, source, modes, binary);
          redis.call("FLUSHALL");
          boolean json = binary.equals("true");
          feed(sink, stack, records, json);
          for (TypeCase type : AllTypes.list()) {
            if (!json || !LOST_IN_JSON.contains(type.type())) {
              compare(database, redis, modes, type, differences);
            }
          }
        }
      }
      assertThat(differences.stream().limit(SHOWN).toList()).isEmpty();
      assertThat(compared).isGreaterThan(3_000);
      int controls = control(database, redis, sink, stack, source);
      Proof.row(
          "A Redis hash holds what PostgreSQL prints, for every type and its arrays",
          "TextParityIT",
          compared
              + " fields of "
              + AllTypes.list().size()
              + " types and edges, read in binary and in text, against the server's own output",
          "without the header that tells arrays' shapes: " + controls + " fields differ");
    }
  }

  /** How many fields differ where nobody tells the sink of the arrays' shapes. */
  private int control(
      Database database, RespClient redis, PluginLoader sink, Stack stack, PluginLoader source)
      throws InterruptedException {
    List<SourceRecord> records = read(database, source, STRINGS, "true");
    records.forEach(record -> record.headers().remove("walmirror.arrays"));
    redis.call("FLUSHALL");
    feed(sink, stack, records, false);
    List<String> differences = new ArrayList<>();
    for (TypeCase type : AllTypes.list()) {
      compare(database, redis, STRINGS, type, differences);
    }
    assertThat(differences).hasSizeGreaterThan(100).allMatch(each -> each.contains(".m "));
    return differences.size();
  }

  private static void define(Database database) {
    database.execute(AllTypes.DEFINITIONS.toArray(String[]::new));
    for (TypeCase type : AllTypes.list()) {
      database.execute(
          String.format(
              "CREATE TABLE %s (id int PRIMARY KEY, v %s, a %s[], m %s[])",
              type.table(), type.type(), type.type(), type.type()));
    }
    database.execute(
        "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES",
        "SELECT pg_create_logical_replication_slot('start', 'pgoutput')");
    for (TypeCase type : AllTypes.list()) {
      for (int i = 0; i < type.literals().size(); i++) {
        String one = type.literal(i);
        String other = type.literal(i + 1);
        database.execute(
            String.format(
                "INSERT INTO %s VALUES (%d, %s, ARRAY[%s, NULL, %s], ARRAY[[%s, NULL], [%s, %s]])",
                type.table(), i, one, one, other, one, other, one));
      }
      String array = "ARRAY[" + type.literal(0) + "]";
      database.execute(
          String.format(
              "INSERT INTO %s VALUES (90, NULL, NULL, NULL), (91, NULL, '{}', ARRAY[[NULL],"
                  + " [NULL]]::%s[]), (92, NULL, ARRAY[NULL, NULL]::%s[],"
                  + " ('[0:0][-7:-7]=' || (ARRAY[%s])::text)::%s[])",
              type.table(), type.type(), type.type(), array, type.type()),
          String.format(
              "INSERT INTO %s (id, m) SELECT 93, ('[5:5]=' || (%s)::text)::%s[]",
              type.table(), array, type.type()));
    }
    database.execute("SELECT pg_logical_emit_message(true, '" + Workload.END + "', '')");
  }

  private static List<SourceRecord> read(
      Database database, PluginLoader source, Map<String, String> modes, String binary)
      throws InterruptedException {
    database.execute("SELECT pg_copy_logical_replication_slot('start', '" + SLOT + "')");
    Map<String, String> config = source(database, SLOT);
    config.putAll(modes);
    config.put("binary", binary);
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

  /** A source's configuration that reads from this slot. */
  static Map<String, String> source(Database database, String slot) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "parity");
    config.put("database.hostname", database.server().host());
    config.put("database.port", Integer.toString(database.server().port()));
    config.put("database.user", database.server().user());
    config.put("database.password", database.server().password());
    config.put("database.dbname", database.name());
    config.put("topic.prefix", "t");
    config.put("slot.name", slot);
    config.put("publication.name", database.publication());
    config.put("publication.autocreate.mode", "disabled");
    config.put("snapshot.mode", "no_data");
    config.put("position.generation", "1");
    return config;
  }

  private static void feed(
      PluginLoader sink, Stack stack, List<SourceRecord> records, boolean json) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "parity");
    config.put("topics.regex", "t\\..*");
    config.put("redis.uri", stack.redis().uri().toString());
    new SinkFeed(json).feed(sink, "io.walmirror.sink.RedisSinkTask", config, records);
  }

  private void compare(
      Database database,
      RespClient redis,
      Map<String, String> modes,
      TypeCase type,
      List<String> differences) {
    String cast = ALTERNATIVES.getOrDefault(type.type(), null);
    if (cast != null && cast.isEmpty()) {
      return;
    }
    if (modes == STRINGS && STRUCTURED_ALONE.contains(type.type())) {
      return;
    }
    List<String> columns = List.of("v", "a", "m");
    List<String> printed = new ArrayList<>();
    for (String column : columns) {
      String value =
          cast == null ? column : column + "::" + cast + (column.equals("v") ? "" : "[]");
      printed.add(
          "CASE WHEN " + column + " IS DISTINCT FROM NULL THEN " + printed(type, value) + " END");
    }
    for (List<String> row :
        database.rows(
            "SELECT id, " + String.join(", ", printed) + " FROM " + type.table() + " ORDER BY 1")) {
      Map<String, String> expected = new HashMap<>(Map.of("id", row.get(0)));
      for (int i = 0; i < columns.size(); i++) {
        if (row.get(i + 1) != null) {
          expected.put(columns.get(i), row.get(i + 1));
        }
      }
      String key = type.table() + ":" + row.get(0);
      Map<String, String> hash = hash(redis.texts("HGETALL", key));
      Set<String> fields = new TreeSet<>(expected.keySet());
      fields.addAll(hash.keySet());
      for (String field : fields) {
        compared++;
        if (!java.util.Objects.equals(expected.get(field), hash.get(field))) {
          differences.add(
              String.format(
                  "%s.%s of %s: PostgreSQL %s, Redis %s",
                  type.table(), field + " ", row.get(0), expected.get(field), hash.get(field)));
        }
      }
    }
  }

  /** A boolean alone is printed as its cast prints it, everything else by its type's output. */
  private static String printed(TypeCase type, String value) {
    return type.type().equals("bool") && value.equals("v")
        ? "v::text"
        : "format('%s', " + value + ")";
  }

  private static Map<String, String> hash(List<String> answer) {
    Map<String, String> hash = new HashMap<>();
    for (int i = 0; i + 1 < answer.size(); i += 2) {
      if (!answer.get(i).equals("_v")) {
        hash.put(answer.get(i), answer.get(i + 1));
      }
    }
    return hash;
  }
}
