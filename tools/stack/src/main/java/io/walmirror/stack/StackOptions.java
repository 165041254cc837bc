package io.walmirror.stack;

import io.walmirror.stack.process.Folder;
import io.walmirror.stack.server.ConnectOptions;
import io.walmirror.stack.server.KafkaOptions;
import io.walmirror.stack.server.PostgresOptions;
import io.walmirror.stack.server.RedisOptions;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is asked of a stack.
 *
 * @param parts which servers it has
 * @param folder where data and logs go, and whether they stay
 */
public record StackOptions(
    Set<Part> parts,
    PostgresOptions postgres,
    RedisOptions redis,
    KafkaOptions kafka,
    ConnectOptions connect,
    Folder folder,
    Progress progress) {

  public StackOptions {
    parts = Set.copyOf(parts);
  }

  /** All four servers, by system properties, in a temporary folder. */
  public static StackOptions defaults() {
    return new StackOptions(
        EnumSet.allOf(Part.class),
        PostgresOptions.defaults(),
        RedisOptions.defaults(),
        KafkaOptions.defaults(),
        ConnectOptions.defaults(),
        Folder.temporary(),
        Progress.silent());
  }

  /** As {@link #defaults()}, with these servers alone. */
  public static StackOptions only(Part first, Part... others) {
    StackOptions all = defaults();
    return new StackOptions(
        EnumSet.of(first, others),
        all.postgres,
        all.redis,
        all.kafka,
        all.connect,
        all.folder,
        all.progress);
  }

  /** The ports that are asked for, and the servers they are asked for. */
  Map<Part, Integer> askedPorts() {
    Map<Part, Integer> ports = new EnumMap<>(Part.class);
    ports.put(Part.POSTGRES, postgres.port());
    ports.put(Part.REDIS, redis.port());
    ports.put(Part.KAFKA, kafka.port());
    ports.put(Part.CONNECT, connect.port());
    ports.keySet().retainAll(parts);
    ports.values().removeIf(port -> port == 0);
    return ports;
  }

  public StackOptions withPostgres(PostgresOptions value) {
    return new StackOptions(parts, value, redis, kafka, connect, folder, progress);
  }

  public StackOptions withRedis(RedisOptions value) {
    return new StackOptions(parts, postgres, value, kafka, connect, folder, progress);
  }

  public StackOptions withKafka(KafkaOptions value) {
    return new StackOptions(parts, postgres, redis, value, connect, folder, progress);
  }

  public StackOptions withConnect(ConnectOptions value) {
    return new StackOptions(parts, postgres, redis, kafka, value, folder, progress);
  }

  /** The zips or folders that the workers load. */
  public StackOptions withPlugins(List<Path> plugins) {
    return withConnect(connect.withPlugins(plugins));
  }

  public StackOptions withFolder(Folder value) {
    return new StackOptions(parts, postgres, redis, kafka, connect, value, progress);
  }

  public StackOptions withProgress(Progress value) {
    return new StackOptions(parts, postgres, redis, kafka, connect, folder, value);
  }
}
