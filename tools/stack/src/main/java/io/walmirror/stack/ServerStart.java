package io.walmirror.stack;

import io.walmirror.stack.container.PostgresContainer;
import io.walmirror.stack.container.RedisContainer;
import io.walmirror.stack.embedded.ConnectWorker;
import io.walmirror.stack.embedded.KafkaBroker;
import io.walmirror.stack.embedded.PostgresServer;
import io.walmirror.stack.embedded.RedisServer;
import io.walmirror.stack.external.ExternalConnect;
import io.walmirror.stack.external.ExternalKafka;
import io.walmirror.stack.external.ExternalPostgres;
import io.walmirror.stack.external.ExternalRedis;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.ConnectOptions;
import io.walmirror.stack.server.Kafka;
import io.walmirror.stack.server.Origin;
import io.walmirror.stack.server.Server;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Starts servers, each of the origin that is asked for, and tells how it goes. Safe for use by
 * several threads.
 */
record ServerStart(StackOptions options, Workspace workspace) {

  /** What is started before the workers: what they need, and no Kafka for a worker that has one. */
  Set<Part> parts() {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    parts.addAll(options.parts());
    boolean worker = parts.remove(Part.CONNECT);
    if (worker && options.connect().origin() instanceof Origin.External) {
      boolean own = options.kafka().origin() instanceof Origin.External;
      if (!own) {
        parts.remove(Part.KAFKA);
      }
    } else if (worker) {
      parts.add(Part.KAFKA);
    }
    return parts;
  }

  Server of(Part part) {
    return switch (part) {
      case POSTGRES -> told("postgres", this::postgres);
      case REDIS -> told("redis", this::redis);
      case KAFKA -> told("kafka", this::kafka);
      case CONNECT -> throw new IllegalArgumentException("workers are started last");
    };
  }

  /** The n-th worker. */
  Connect worker(int number, ConnectOptions wanted, Server kafka) {
    String name = number == 1 ? "connect" : "connect-" + number;
    return (Connect) told(name, () -> worker(name, wanted, kafka));
  }

  private Server worker(String name, ConnectOptions wanted, Server kafka) {
    if (wanted.origin() instanceof Origin.External own) {
      return ExternalConnect.at(own.address());
    }
    return ConnectWorker.start(workspace, name, wanted, ((Kafka) kafka).bootstrapServers());
  }

  private Server postgres() {
    Origin origin = options.postgres().origin();
    if (origin instanceof Origin.External own) {
      return ExternalPostgres.at(own.address());
    }
    return origin instanceof Origin.Container container
        ? contained(() -> PostgresContainer.start(workspace, container.image(), options.postgres()))
        : PostgresServer.start(workspace, options.postgres());
  }

  private Server redis() {
    Origin origin = options.redis().origin();
    if (origin instanceof Origin.External own) {
      return ExternalRedis.at(own.address());
    }
    return origin instanceof Origin.Container container
        ? contained(() -> RedisContainer.start(workspace, container.image(), options.redis()))
        : RedisServer.start(workspace, options.redis());
  }

  private static Server contained(Supplier<Server> start) {
    try {
      return start.get();
    } catch (NoClassDefFoundError e) {
      throw new StackException(
          "containers need Testcontainers, which is not on the class path; give -Dservers=containers"
              + " to Maven, or add org.testcontainers:testcontainers",
          e);
    }
  }

  private Server kafka() {
    return options.kafka().origin() instanceof Origin.External own
        ? ExternalKafka.at(own.address())
        : KafkaBroker.start(workspace, options.kafka());
  }

  private Server told(String name, Supplier<Server> start) {
    options.progress().starting(name);
    long begin = System.nanoTime();
    Server server = start.get();
    options.progress().started(name, address(server), Duration.ofNanos(System.nanoTime() - begin));
    return server;
  }

  private static String address(Server server) {
    if (server instanceof Connect connect) {
      return connect.uri().toString();
    }
    return server.host() + ":" + server.port();
  }
}
