package io.walmirror.stack.embedded;

import io.walmirror.stack.process.Launch;
import io.walmirror.stack.process.Signal;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.rest.RestException;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.ConnectOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An embedded, distributed Connect worker. Workers of the same broker are one group. */
public final class ConnectWorker extends EmbeddedServer implements Connect {

  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

  private final ConnectOptions options;
  private final String bootstrapServers;
  private final List<Path> classPath;

  private ConnectWorker(
      Workspace workspace,
      String name,
      ConnectOptions options,
      String bootstrapServers,
      List<Path> classPath) {
    super(workspace, name, options.port());
    this.options = options;
    this.bootstrapServers = bootstrapServers;
    this.classPath = List.copyOf(classPath);
  }

  /** The first worker. */
  public static ConnectWorker start(
      Workspace workspace, ConnectOptions options, String bootstrapServers) {
    return start(workspace, "connect", options, bootstrapServers);
  }

  /** One of several, by a name of its own. */
  public static ConnectWorker start(
      Workspace workspace, String name, ConnectOptions options, String bootstrapServers) {
    List<Path> classPath = Distribution.of("connect", options.version()).artifacts();
    ConnectWorker worker = new ConnectWorker(workspace, name, options, bootstrapServers, classPath);
    worker.startFirst();
    return worker;
  }

  @Override
  public URI uri() {
    return URI.create("http://" + host() + ":" + port());
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("group.id", "walmirror");
    for (String kind : List.of("config", "offset", "status")) {
      settings.put(kind + ".storage.topic", "connect-" + kind);
      settings.put(kind + ".storage.replication.factor", "1");
    }
    settings.put("offset.storage.partitions", "1");
    settings.put("status.storage.partitions", "1");
    settings.put("key.converter", JSON);
    settings.put("value.converter", JSON);
    settings.put("listeners", uri().toString());
    settings.put("rest.advertised.host.name", host());
    if (!options.plugins().isEmpty()) {
      settings.put("plugin.path", PluginPath.of(options.plugins(), folder().resolve("plugins")));
    }
    settings.put("plugin.discovery", "service_load");
    settings.put("connector.client.config.override.policy", "All");
    settings.put("offset.flush.interval.ms", "1000");
    // A killed worker and its sinks' consumers are missed soon, and its tasks move at once.
    for (String of : List.of("", "consumer.")) {
      settings.put(of + "session.timeout.ms", "6000");
      settings.put(of + "heartbeat.interval.ms", "1000");
    }
    settings.put("scheduled.rebalance.max.delay.ms", "0");
    settings.put("config.providers", "env,file,directory");
    String providers = "org.apache.kafka.common.config.provider.";
    settings.put("config.providers.env.class", providers + "EnvVarConfigProvider");
    settings.put("config.providers.file.class", providers + "FileConfigProvider");
    settings.put("config.providers.directory.class", providers + "DirectoryConfigProvider");
    settings.putAll(options.settings());
    return settings;
  }

  @Override
  Launch launch() {
    Path properties = PropertiesFile.write(folder().resolve("worker.properties"), settings());
    return new Launch(
        name(),
        JavaServer.command(
            classPath,
            folder(),
            options.java(),
            "org.apache.kafka.connect.cli.ConnectDistributed",
            List.of(properties.toString())),
        options.environment(),
        folder(),
        logFile().path(),
        Launch.Ending.KILL);
  }

  /** It lists connectors only after it has joined its group and read its settings. */
  @Override
  boolean serves() {
    if (!logFile().has("Kafka Connect started")) {
      return false;
    }
    try {
      new ConnectRest(uri()).connectors();
      return true;
    } catch (RestException e) {
      return false;
    }
  }

  @Override
  Signal stopSignal() {
    return Signal.TERM;
  }

  @Override
  Duration startLimit() {
    return Duration.ofMinutes(2);
  }

  @Override
  String cure(String log) {
    if (log.contains("OutOfMemoryError")) {
      return "It needs a larger heap: ConnectOptions.withJava.";
    }
    if (log.contains("Failed to connect to and describe Kafka cluster")) {
      return "It does not reach Kafka at " + bootstrapServers + ".";
    }
    return log.contains("ConfigException") ? "One of the settings asked for it is wrong." : "";
  }
}
