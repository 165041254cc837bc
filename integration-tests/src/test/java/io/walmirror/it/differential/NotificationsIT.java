package io.walmirror.it.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Debezium;
import io.walmirror.it.scene.Plugins;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same signals, in the table and in the topic, drive Debezium's connector and this one, and
 * both tell the same of their snapshots, but for what {@code docs/differences.md} lists.
 */
class NotificationsIT {

  private static final String SIGNALS = "public.signals";
  private static final String FIRST = "initial";
  private static final Path PAGE =
      Path.of(System.getProperty("walmirror.root"), "docs", "differences.md");

  @Test
  void whatIsToldOfSnapshotsIsDebeziums(@TempDir Path folder) throws Exception {
    Map<String, List<SourceRecord>> theirs;
    Map<String, List<SourceRecord>> ours;
    try (Stack stack = Stack.start(StackOptions.only(Part.POSTGRES, Part.KAFKA));
        Database database = stack.postgres().freshDatabase();
        PluginLoader debezium = PluginLoader.in(Debezium.plugins());
        PluginLoader walmirror = PluginLoader.unpacked(Plugins.source(), folder)) {
      define(database);
      theirs =
          told(
              debezium,
              "io.debezium.connector.postgresql.PostgresConnectorTask",
              config(stack, database, Debezium.SOURCE, "theirs"),
              database);
      ours =
          told(
              walmirror,
              "io.walmirror.connector.PostgresSourceTask",
              config(stack, database, Plugins.SOURCE, "ours"),
              database);
    }
    Differences listed = Differences.of(PAGE, "Notifications");
    List<Finding> findings = findings(theirs, ours);
    assertThat(findings.stream().filter(finding -> !listed.excuse(finding))).isEmpty();
    assertThat(listed.unused()).as("listed, and no difference any more").isEmpty();

    Map<String, List<SourceRecord>> poorer = new LinkedHashMap<>(ours);
    poorer.put("condition", ours.get("condition").subList(1, ours.get("condition").size()));
    assertThat(findings(theirs, poorer).stream().filter(finding -> !listed.excuse(finding)))
        .as("control: without one notification")
        .isNotEmpty();

    List<SourceRecord> all = ours.values().stream().flatMap(List::stream).toList();
    assertThat(shapes(all))
        .isEqualTo(shapes(theirs.values().stream().flatMap(List::stream).toList()));
    Proof.row(
        "What notifications say of snapshots is what Debezium's say, asked by the same signals",
        "NotificationsIT",
        all.size()
            + " notifications, of a first snapshot and "
            + AskedFor.ALL.size()
            + " asked for, with "
            + listed.count()
            + " listed differences",
        "without one of them there is a difference more");
  }

  private static List<Finding> findings(
      Map<String, List<SourceRecord>> theirs, Map<String, List<SourceRecord>> ours) {
    List<Finding> findings = new ArrayList<>(compare(FIRST, List.of(), theirs, ours));
    for (AskedFor each : AskedFor.ALL) {
      findings.addAll(compare(each.kind(), each.ids(), theirs, ours));
    }
    return findings;
  }

  private static List<Finding> compare(
      String kind,
      List<String> signals,
      Map<String, List<SourceRecord>> theirs,
      Map<String, List<SourceRecord>> ours) {
    return Told.compare(
        kind,
        signals,
        theirs.get(kind).stream().map(Told::of).toList(),
        ours.get(kind).stream().map(Told::of).toList());
  }

  /** All about the records that is not what they say. */
  private static Set<String> shapes(List<SourceRecord> records) {
    return records.stream().map(NotificationsIT::shape).collect(Collectors.toSet());
  }

  private static String shape(SourceRecord record) {
    Struct value = (Struct) record.value();
    long age = System.currentTimeMillis() - value.getInt64("timestamp");
    return Shown.schema(record.keySchema())
        + Shown.schema(record.valueSchema())
        + ", the id is the key: "
        + ((Struct) record.key()).getString("id").equals(value.getString("id"))
        + ", told just now: "
        + (age >= 0 && age < Duration.ofHours(1).toMillis())
        + ", "
        + record.topic()
        + record.timestamp();
  }

  private static void define(Database database) {
    database.execute(
        "CREATE TABLE a (id int PRIMARY KEY, v text)",
        "CREATE TABLE b (id int PRIMARY KEY, v text)",
        "CREATE TABLE hollow (id int PRIMARY KEY)",
        "CREATE TABLE keyless (n int)",
        "CREATE TABLE signals (id text PRIMARY KEY, type text, data text)",
        "INSERT INTO a SELECT g, 'x' FROM generate_series(1, 25) g",
        "INSERT INTO b SELECT g, 'x' FROM generate_series(1, 12) g",
        "INSERT INTO keyless VALUES (1)",
        "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
  }

  private static Map<String, String> config(
      Stack stack, Database database, String connector, String slot) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "contender");
    config.put("connector.class", connector);
    config.put("database.hostname", database.server().host());
    config.put("database.port", Integer.toString(database.server().port()));
    config.put("database.user", database.server().user());
    config.put("database.password", database.server().password());
    config.put("database.dbname", database.name());
    config.put("topic.prefix", "t");
    config.put("slot.name", slot);
    config.put("publication.name", database.publication());
    config.put("publication.autocreate.mode", "disabled");
    config.put("plugin.name", "pgoutput");
    config.put("poll.interval.ms", "10");
    config.put("table.include.list", "public\\.(a|b|hollow|keyless)");
    config.put("incremental.snapshot.chunk.size", "10");
    config.put("signal.enabled.channels", "source,kafka");
    config.put("signal.data.collection", SIGNALS);
    config.put("signal.kafka.topic", slot + "-signal");
    config.put("signal.kafka.bootstrap.servers", stack.kafka().bootstrapServers());
    config.put("signal.poll.interval.ms", "100");
    config.put("notification.enabled.channels", "sink");
    config.put("notification.sink.topic.name", ToldRun.TOPIC);
    return config;
  }

  /** The notifications of the first snapshot, and of each that is asked for behind it. */
  private static Map<String, List<SourceRecord>> told(
      PluginLoader plugin, String task, Map<String, String> config, Database database)
      throws Exception {
    database.execute("TRUNCATE signals");
    String topic = config.get("signal.kafka.topic");
    Map<String, List<SourceRecord>> told = new LinkedHashMap<>();
    StringSerializer texts = new StringSerializer();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", config.get("signal.kafka.bootstrap.servers")),
            texts,
            texts)) {
      // The broker makes the topic of whoever asks for it.
      assertThat(producer.partitionsFor(topic)).hasSize(1);
      try (ToldRun run = ToldRun.start(plugin, task, config)) {
        run.await(0, "COMPLETED");
        awaitStream(database, config.get("slot.name"));
        told.put(FIRST, run.notes());
        for (AskedFor each : AskedFor.ALL) {
          int before = run.notes().size();
          if (each.inTable()) {
            database.execute(each.insert(SIGNALS));
          } else {
            for (AskedFor.Signal signal : each.signals()) {
              producer.send(new ProducerRecord<>(topic, "t", signal.json())).get();
            }
          }
          run.await(before, each.end());
          told.put(each.kind(), run.notes().subList(before, run.notes().size()));
        }
      }
    }
    return told;
  }

  private static void awaitStream(Database database, String slot) {
    Await.until(
        "slot " + slot + " is used",
        () ->
            database
                .value(
                    "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '"
                        + slot
                        + "'")
                .equals("1"));
  }
}
