package io.walmirror.it.scene;

import io.walmirror.stack.Stack;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.server.Database;
import io.walmirror.stack.server.Origin;
import io.walmirror.stack.server.Postgres;
import io.walmirror.stack.server.Redis;
import io.walmirror.stack.server.RedisOptions;
import io.walmirror.stack.server.SinkUser;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one test has of its own on shared servers: a database in PostgreSQL, connectors, topics, and
 * numbered databases in Redis. All but the topics goes when it is closed.
 */
public final class Scene implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final AtomicInteger REDIS_DATABASES = new AtomicInteger();
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

  private final Postgres postgres;
  private final Redis redis;
  private final ConnectRest rest;
  private final Database database;
  private final Deque<String> connectors = new ArrayDeque<>();

  private Scene(Postgres postgres, Redis redis, ConnectRest rest) {
    this.postgres = postgres;
    this.redis = redis;
    this.rest = rest;
    this.database = postgres.freshDatabase();
  }

  /** One on the servers of this stack. */
  public static Scene open(Stack stack) {
    return open(stack, stack.connect().rest());
  }

  /** One on the servers of this stack, but with another worker. */
  public static Scene open(Stack stack, ConnectRest rest) {
    if (isOurs()) {
      try (RespClient client = stack.redis().client()) {
        client.call(SinkUser.ofPage().anyKey().command());
      }
    }
    return new Scene(stack.postgres(), stack.redis(), rest);
  }

  public Database database() {
    return database;
  }

  public ConnectRest rest() {
    return rest;
  }

  /** What the names of connectors and topics begin with; nobody else's do. */
  public String prefix() {
    return database.name();
  }

  /** An empty database of Redis that nobody else uses. */
  public RedisDatabase emptyRedis() {
    int number = 1 + REDIS_DATABASES.getAndIncrement() % 15;
    RedisDatabase empty = new RedisDatabase(number, URI.create(redis.uri() + "/" + number));
    try (RespClient client = empty.client()) {
      client.call("FLUSHDB");
    }
    return empty;
  }

  /** A source's settings: every table, envelopes in JSON with schemas, three partitions a table. */
  public Map<String, String> source() {
    Map<String, String> config = withConverters();
    config.put("connector.class", Plugins.SOURCE);
    config.put("tasks.max", "1");
    config.put("database.hostname", postgres.host());
    config.put("database.port", Integer.toString(postgres.port()));
    config.put("database.user", postgres.user());
    config.put("database.password", postgres.password());
    config.put("database.dbname", database.name());
    config.put("topic.prefix", prefix());
    config.put("slot.name", database.slot());
    config.put("publication.name", database.publication());
    config.put("snapshot.mode", "no_data");
    config.put("topic.creation.default.partitions", "3");
    config.put("topic.creation.default.replication.factor", "-1");
    config.put("producer.override.linger.ms", "0");
    return config;
  }

  /**
   * A sink's settings: all topics of {@link #source()} into that database, as a user who may do
   * what SECURITY.md lists and nothing else.
   */
  public Map<String, String> sink(RedisDatabase into) {
    return sink(into, prefix());
  }

  /** As {@link #sink(RedisDatabase)}, of a source with another {@code topic.prefix}. */
  public Map<String, String> sink(RedisDatabase into, String topicPrefix) {
    Map<String, String> config = withConverters();
    config.put("connector.class", Plugins.SINK);
    config.put("tasks.max", "2");
    config.put("topics.regex", topicPrefix + "\\..*|__walmirror\\." + topicPrefix);
    config.put("redis.uri", (isOurs() ? SinkUser.in(into.uri()) : into.uri()).toString());
    config.put("consumer.override.metadata.max.age.ms", "500");
    return config;
  }

  /** Nobody's own Redis gets a user from us. */
  private static boolean isOurs() {
    return !(RedisOptions.defaults().origin() instanceof Origin.External);
  }

  private static Map<String, String> withConverters() {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("key.converter", JSON);
    config.put("key.converter.schemas.enable", "true");
    config.put("value.converter", JSON);
    config.put("value.converter.schemas.enable", "true");
    return config;
  }

  /** Starts a source, waits until it streams, and returns its name. */
  public String startSource(String label, Map<String, String> config) {
    String name = start(label, config);
    String slot = config.get("slot.name");
    // What is written before the slot is there belongs to no stream.
    Await.until(
        "slot " + slot + " is used",
        () ->
            database
                .value(
                    "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '"
                        + slot
                        + "'")
                .equals("1"));
    return name;
  }

  /** Starts a connector, waits until it runs, and returns its name. */
  public String start(String label, Map<String, String> config) {
    String name = prefix() + "-" + label;
    connectors.push(name);
    rest.put(name, config);
    rest.waitUntilRunning(name, START_LIMIT);
    return name;
  }

  @Override
  public void close() {
    try {
      while (!connectors.isEmpty()) {
        rest.delete(connectors.pop());
      }
    } finally {
      database.close();
    }
  }
}
