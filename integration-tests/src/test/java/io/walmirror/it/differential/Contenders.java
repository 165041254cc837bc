package io.walmirror.it.differential;

import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Debezium;
import io.walmirror.it.scene.Plugins;
import io.walmirror.stack.server.Database;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Both connectors' tasks, each of which reads the log from the same place, as often as one likes.
 */
final class Contenders {

  private static final String START = "at_the_start";
  private static final String SLOT = "contender";

  private final Database database;
  private final PluginLoader debezium;
  private final PluginLoader walmirror;

  /** What is written from now on is read. */
  Contenders(Database database, PluginLoader debezium, PluginLoader walmirror) {
    this.database = database;
    this.debezium = debezium;
    this.walmirror = walmirror;
    database.execute("SELECT pg_create_logical_replication_slot('" + START + "', 'pgoutput')");
  }

  List<SourceRecord> debezium(Modes modes) throws InterruptedException {
    Map<String, String> config = config(modes, Debezium.SOURCE);
    config.put("poll.interval.ms", "10");
    // What it fails at is left out, and found missing.
    config.put("event.processing.failure.handling.mode", "skip");
    return capture(debezium, "io.debezium.connector.postgresql.PostgresConnectorTask", config);
  }

  List<SourceRecord> walmirror(Modes modes, boolean binary) throws InterruptedException {
    Map<String, String> config = config(modes, Plugins.SOURCE);
    config.put("binary", Boolean.toString(binary));
    return capture(walmirror, "io.walmirror.connector.PostgresSourceTask", config);
  }

  private List<SourceRecord> capture(PluginLoader plugin, String task, Map<String, String> config)
      throws InterruptedException {
    database.execute("SELECT pg_copy_logical_replication_slot('" + START + "', '" + SLOT + "')");
    try {
      return Capture.of(plugin, task, config);
    } finally {
      String mine = " FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'";
      Await.until(
          "the slot is left",
          () -> database.value("SELECT count(*)" + mine + " AND active").equals("0"));
      database.execute("SELECT pg_drop_replication_slot(slot_name)" + mine);
    }
  }

  private Map<String, String> config(Modes modes, String connector) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "contender");
    config.put("connector.class", connector);
    config.put("database.hostname", database.server().host());
    config.put("database.port", Integer.toString(database.server().port()));
    config.put("database.user", database.server().user());
    config.put("database.password", database.server().password());
    config.put("database.dbname", database.name());
    config.put("topic.prefix", "t");
    config.put("slot.name", SLOT);
    config.put("publication.name", database.publication());
    config.put("publication.autocreate.mode", "disabled");
    config.put("plugin.name", "pgoutput");
    config.put("snapshot.mode", "no_data");
    config.put("skipped.operations", "none");
    config.putAll(modes.settings());
    return config;
  }
}
