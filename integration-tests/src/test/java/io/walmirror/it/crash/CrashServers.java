package io.walmirror.it.crash;

import io.walmirror.it.scene.Plugins;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.embedded.ConnectWorker;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.proxy.TcpProxy;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.ConnectOptions;
import io.walmirror.stack.server.Database;
import io.walmirror.stack.server.Kafka;
import io.walmirror.stack.server.Postgres;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Servers of which nobody else needs any, so that all of them may be killed. */
final class CrashServers implements AutoCloseable {

  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

  private static final int FLUSH_MILLIS = 300;

  private final Stack stack;
  private final Workspace workspace;
  private final TcpProxy proxy;

  private CrashServers(Stack stack, Workspace workspace, TcpProxy proxy) {
    this.stack = stack;
    this.workspace = workspace;
    this.proxy = proxy;
  }

  static CrashServers start() {
    Stack stack = Stack.start(StackOptions.only(Part.POSTGRES, Part.KAFKA));
    TcpProxy proxy = TcpProxy.before(stack.postgres().host(), stack.postgres().port());
    return new CrashServers(stack, Workspace.open(), proxy);
  }

  Postgres postgres() {
    return stack.postgres();
  }

  /** Stands between the workers and PostgreSQL. */
  TcpProxy proxy() {
    return proxy;
  }

  Kafka kafka() {
    return stack.kafka();
  }

  /** A folder that goes in the end. */
  Path folder(String name) {
    return workspace.folder(name);
  }

  static String offsetsTopic(String name) {
    return name + "-offset";
  }

  /** A worker of its own group with that plugin alone, which shows its figures at that port. */
  Connect worker(String name, Path plugin, int figuresPort) {
    return start(name, options(name, plugin, figuresPort));
  }

  /** The same, which stores offsets seldom, so that much comes again when it is killed. */
  Connect forgetfulWorker(String name, Path plugin, int figuresPort) {
    return start(
        name, options(name, plugin, figuresPort).withSetting("offset.flush.interval.ms", "1000"));
  }

  /** The same, which writes a source's records and their offsets in one transaction. */
  Connect exactlyOnceWorker(String name, Path plugin, int figuresPort) {
    return start(
        name,
        options(name, plugin, figuresPort).withSetting("exactly.once.source.support", "enabled"));
  }

  private Connect start(String name, ConnectOptions options) {
    return ConnectWorker.start(workspace, name, options, stack.kafka().bootstrapServers());
  }

  private static ConnectOptions options(String name, Path plugin, int figuresPort) {
    ConnectOptions defaults = ConnectOptions.defaults();
    return defaults
        .withPlugins(List.of(plugin))
        .withSetting("group.id", name)
        .withSetting("config.storage.topic", name + "-config")
        .withSetting("offset.storage.topic", offsetsTopic(name))
        .withSetting("status.storage.topic", name + "-status")
        .withSetting("offset.flush.interval.ms", Integer.toString(FLUSH_MILLIS))
        // A killed worker is missed soon.
        .withSetting("session.timeout.ms", "3000")
        .withSetting("heartbeat.interval.ms", "500")
        .withJava(FiguresOverJmx.flags(defaults.java(), figuresPort));
  }

  /** What every source of that database is set to: through the proxy, and quick. */
  Map<String, String> source(Database database) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", Plugins.SOURCE);
    config.put("tasks.max", "1");
    for (String of : new String[] {"key", "value"}) {
      config.put(of + ".converter", JSON);
      config.put(of + ".converter.schemas.enable", "false");
    }
    config.put("database.hostname", proxy.host());
    config.put("database.port", Integer.toString(proxy.port()));
    config.put("database.user", postgres().user());
    config.put("database.password", postgres().password());
    config.put("database.dbname", database.name());
    config.put("topic.prefix", database.name());
    config.put("slot.name", database.slot());
    config.put("publication.name", database.publication());
    config.put("topic.creation.default.partitions", "3");
    config.put("topic.creation.default.replication.factor", "1");
    config.put("producer.override.linger.ms", "0");
    return config;
  }

  @Override
  public void close() {
    proxy.close();
    workspace.close();
    stack.close();
  }
}
