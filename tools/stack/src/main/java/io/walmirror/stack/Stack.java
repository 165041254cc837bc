package io.walmirror.stack;

import io.walmirror.stack.process.Ports;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.ConnectOptions;
import io.walmirror.stack.server.Kafka;
import io.walmirror.stack.server.Origin;
import io.walmirror.stack.server.Postgres;
import io.walmirror.stack.server.Redis;
import io.walmirror.stack.server.Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Servers that were started together and end together. A part that was not asked for throws {@link
 * IllegalStateException}. Safe for use by several threads.
 */
public final class Stack implements AutoCloseable {

  private final StackOptions options;
  private final Workspace workspace;
  private final Map<Part, Server> servers;
  private final List<Connect> workers = new ArrayList<>();

  private Stack(StackOptions options, Workspace workspace, Map<Part, Server> servers) {
    this.options = options;
    this.workspace = workspace;
    this.servers = servers;
  }

  /** Starts what is asked for, side by side where it can be, and waits until all of it serves. */
  public static Stack start(StackOptions options) {
    // Before anything is started: a start takes seconds, and a taken port is known at once.
    options.askedPorts().forEach((part, port) -> Ports.check(port, part.label()));
    Workspace workspace = Workspace.open(options.folder());
    try {
      Stack stack = new Stack(options, workspace, startServers(options, workspace));
      if (options.parts().contains(Part.CONNECT)) {
        stack.addWorker(options.connect());
      }
      return stack;
    } catch (RuntimeException | Error e) {
      try {
        workspace.close();
      } catch (RuntimeException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private static Map<Part, Server> startServers(StackOptions options, Workspace workspace) {
    ServerStart start = new ServerStart(options, workspace);
    Map<Part, CompletableFuture<Server>> starts = new EnumMap<>(Part.class);
    for (Part part : start.parts()) {
      CompletableFuture<Server> server = new CompletableFuture<>();
      starts.put(part, server);
      new Thread(() -> complete(server, start, part), "walmirror-start-" + part.label()).start();
    }
    Map<Part, Server> servers = new EnumMap<>(Part.class);
    try {
      awaitAllOrFirstFailure(starts.values());
      starts.forEach((part, server) -> servers.put(part, server.join()));
      return servers;
    } catch (CompletionException e) {
      // The others give up soon, and must have done so before the folder is removed.
      workspace.giveUp();
      starts.values().forEach(server -> server.exceptionally(again -> null).join());
      throw rethrown(e);
    }
  }

  /** Does not wait for a slow server when another one has failed already. */
  private static void awaitAllOrFirstFailure(Collection<CompletableFuture<Server>> starts) {
    CompletableFuture<Void> failure = new CompletableFuture<>();
    for (CompletableFuture<Server> each : starts) {
      each.exceptionally(
          e -> {
            failure.completeExceptionally(e);
            return null;
          });
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(starts.toArray(new CompletableFuture<?>[0]));
    CompletableFuture.anyOf(all, failure).join();
  }

  private static void complete(CompletableFuture<Server> server, ServerStart start, Part part) {
    try {
      server.complete(start.of(part));
    } catch (Throwable e) {
      server.completeExceptionally(e);
    }
  }

  private static RuntimeException rethrown(CompletionException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new StackException("the stack could not be started", e.getCause());
  }

  public Postgres postgres() {
    return (Postgres) server(Part.POSTGRES);
  }

  public Redis redis() {
    return (Redis) server(Part.REDIS);
  }

  public Kafka kafka() {
    return (Kafka) server(Part.KAFKA);
  }

  private Server server(Part part) {
    Server server = servers.get(part);
    if (server == null) {
      throw new IllegalStateException("this stack was started without " + part.label());
    }
    return server;
  }

  /** The first worker. */
  public Connect connect() {
    List<Connect> all = workers();
    if (all.isEmpty()) {
      throw new IllegalStateException("this stack was started without connect");
    }
    return all.get(0);
  }

  /** Every worker, the first one first. */
  public synchronized List<Connect> workers() {
    return List.copyOf(workers);
  }

  /** Starts one more worker of the same group. */
  public Connect addWorker() {
    if (options.connect().origin() instanceof Origin.External) {
      throw new UnsupportedOperationException("a worker of one's own gets no second one");
    }
    return addWorker(options.connect().withPort(0));
  }

  private synchronized Connect addWorker(ConnectOptions wanted) {
    ConnectOptions known = wanted;
    Map<String, String> environment = environment();
    for (Map.Entry<String, String> each : environment.entrySet()) {
      known = known.withEnvironment(each.getKey(), each.getValue());
    }
    Connect worker =
        new ServerStart(options, workspace)
            .worker(workers.size() + 1, known, servers.get(Part.KAFKA));
    workers.add(worker);
    return worker;
  }

  /** Where data and logs are. */
  public Path folder() {
    return workspace.folder();
  }

  /** What the workers' processes know as environment variables, for {@code ${env:NAME}}. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    if (servers.get(Part.POSTGRES) instanceof Postgres postgres) {
      environment.put("POSTGRES_HOST", postgres.host());
      environment.put("POSTGRES_PORT", Integer.toString(postgres.port()));
      environment.put("POSTGRES_USER", postgres.user());
      environment.put("POSTGRES_PASSWORD", postgres.password());
      environment.put("POSTGRES_DB", "postgres");
    }
    if (servers.get(Part.REDIS) instanceof Redis redis) {
      environment.put("REDIS_URI", redis.uri().toString());
    }
    if (servers.get(Part.KAFKA) instanceof Kafka kafka) {
      environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    }
    environment.putAll(options.connect().environment());
    return environment;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
