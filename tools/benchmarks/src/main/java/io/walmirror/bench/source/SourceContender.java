package io.walmirror.bench.source;

import io.walmirror.bench.process.ClassPaths;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who drains the backlog. */
enum SourceContender {
  WALMIRROR("walmirror", TaskDrain.class) {
    @Override
    String classPath() {
      return ClassPaths.own();
    }

    @Override
    Map<String, String> settings(DrainOrder order) {
      return task(
          order,
          "io.walmirror.connector.PostgresSourceTask",
          Map.of("connector.class", "io.walmirror.connector.PostgresSourceConnector"));
    }
  },

  /** With what helps it most: a queue and batches that keep its threads busy, and no long sleep. */
  DEBEZIUM("debezium", TaskDrain.class) {
    @Override
    String classPath() {
      return ClassPaths.peer();
    }

    @Override
    Map<String, String> settings(DrainOrder order) {
      return task(
          order,
          "io.debezium.connector.postgresql.PostgresConnectorTask",
          Map.of(
              "connector.class", "io.debezium.connector.postgresql.PostgresConnector",
              "poll.interval.ms", "5",
              "max.batch.size", "8192",
              "max.queue.size", "32768"));
    }
  },

  FLOOR("floor", StreamDrain.class) {
    @Override
    String classPath() {
      return ClassPaths.own();
    }

    @Override
    Map<String, String> settings(DrainOrder order) {
      return Map.of(
          StreamDrain.URL, order.database().jdbcUrl(),
          StreamDrain.USER, order.database().server().user(),
          StreamDrain.PASSWORD, order.database().server().password(),
          StreamDrain.SLOT, order.slot(),
          StreamDrain.PUBLICATION, order.database().publication());
    }
  };

  private static final String PREFIX = "bench";

  private final String label;
  private final Class<?> mainClass;

  SourceContender(String label, Class<?> mainClass) {
    this.label = label;
    this.mainClass = mainClass;
  }

  String label() {
    return label;
  }

  Class<?> mainClass() {
    return mainClass;
  }

  abstract String classPath();

  abstract Map<String, String> settings(DrainOrder order);

  /** All that its process is told. */
  Map<String, String> allSettings(DrainOrder order) {
    Map<String, String> all = new HashMap<>(settings(order));
    all.put(TaskDrain.ROWS, Long.toString(order.changes()));
    all.put(TaskDrain.LSN, Long.toString(order.lsn()));
    return all;
  }

  /** What both connectors understand, and one's own. */
  private static Map<String, String> task(
      DrainOrder order, String task, Map<String, String> tuning) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("name", PREFIX);
    config.put("database.hostname", order.database().server().host());
    config.put("database.port", Integer.toString(order.database().server().port()));
    config.put("database.user", order.database().server().user());
    config.put("database.password", order.database().server().password());
    config.put("database.dbname", order.database().name());
    config.put("topic.prefix", PREFIX);
    config.put("plugin.name", "pgoutput");
    config.put("slot.name", order.slot());
    config.put("publication.name", order.database().publication());
    config.put("publication.autocreate.mode", "disabled");
    config.put("table.include.list", Backlog.TABLE.replace(".", "\\."));
    config.put("snapshot.mode", "no_data");
    config.putAll(tuning);
    Map<String, String> settings = new HashMap<>();
    settings.put(TaskDrain.TASK, task);
    settings.put(TaskDrain.TOPIC, PREFIX + "." + Backlog.TABLE);
    config.forEach((name, value) -> settings.put(TaskDrain.CONFIG + name, value));
    return settings;
  }
}
