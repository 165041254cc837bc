package io.walmirror.stack.embedded;

import io.walmirror.stack.process.Launch;
import io.walmirror.stack.process.Ports;
import io.walmirror.stack.process.Signal;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Kafka;
import io.walmirror.stack.server.KafkaOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An embedded Kafka broker that is its own controller. */
public final class KafkaBroker extends EmbeddedServer implements Kafka {

  private final KafkaOptions options;
  private final List<Path> classPath;
  private final Path storage;
  private int controllerPort;
  private int internalPort;

  private KafkaBroker(Workspace workspace, KafkaOptions options, List<Path> classPath) {
    super(workspace, "kafka", options.port());
    this.options = options;
    this.classPath = List.copyOf(classPath);
    this.storage = folder().resolve("data");
  }

  public static KafkaBroker start(Workspace workspace) {
    return start(workspace, KafkaOptions.defaults());
  }

  public static KafkaBroker start(Workspace workspace, KafkaOptions options) {
    Distribution distribution = Distribution.of("kafka", "");
    List<Path> classPath = new ArrayList<>(distribution.artifacts());
    classPath.add(distribution.addition());
    KafkaBroker broker = new KafkaBroker(workspace, options, classPath);
    broker.startFirst();
    return broker;
  }

  @Override
  public String bootstrapServers() {
    return host() + ":" + (options.advertisedPort() == 0 ? port() : options.advertisedPort());
  }

  private Map<String, String> settings() {
    String client = "CLIENT://" + host() + ":";
    String controller = "CONTROLLER://" + host() + ":" + controllerPort;
    // Clients may be sent through a proxy; the broker itself never goes there.
    String internal = "INTERNAL://" + host() + ":" + internalPort;
    int clientPort = options.advertisedPort() == 0 ? port() : options.advertisedPort();
    Map<String, String> settings = new TreeMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + host() + ":" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "INTERNAL");
    settings.put(
        "listener.security.protocol.map",
        "CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("listeners", client + port() + "," + internal + "," + controller);
    settings.put("advertised.listeners", client + clientPort + "," + internal);
    settings.put("log.dirs", storage.toString());
    settings.put("num.partitions", "1");
    // One broker of a small machine: few threads, few partitions, little memory.
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("default.replication.factor", "1");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    settings.put("log.cleaner.dedupe.buffer.size", "4194304");
    // A killed broker comes back only when its controller has missed it.
    settings.put("broker.session.timeout.ms", "4000");
    settings.put("broker.heartbeat.interval.ms", "500");
    // Nobody waits for members that do not come, and tests may have short sessions.
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "500");
    settings.putAll(options.settings());
    return settings;
  }

  @Override
  void choosePorts() {
    controllerPort = Ports.free();
    internalPort = Ports.free();
  }

  @Override
  Launch launch() {
    Path properties = PropertiesFile.write(folder().resolve("server.properties"), settings());
    return new Launch(
        name(),
        JavaServer.command(
            classPath,
            folder(),
            options.java(),
            "io.walmirror.stack.kafka.Broker",
            List.of(properties.toString(), storage.toString())),
        Map.of(),
        folder(),
        logFile().path(),
        Launch.Ending.KILL);
  }

  @Override
  boolean serves() {
    return logFile().has("Kafka Server started");
  }

  @Override
  Signal stopSignal() {
    return Signal.TERM;
  }

  @Override
  Duration startLimit() {
    return Duration.ofSeconds(90);
  }

  @Override
  String cure(String log) {
    if (log.contains("OutOfMemoryError")) {
      return "It needs a larger heap: KafkaOptions.withJava.";
    }
    return log.contains("ConfigException") ? "One of the settings asked for it is wrong." : "";
  }
}
