package io.walmirror.stack.up;

import io.walmirror.stack.Stack;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.Server;
import io.walmirror.stack.up.running.RunningUp;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The servers that {@code up} works with, its own and somebody's.
 *
 * @param postgres the shop's database and its owner
 * @param administrator of that database, for {@code ./walmirror sql}
 * @param environment what the connectors' JSON names as {@code ${env:…}}
 * @param stack the servers that {@code up} started
 */
record Services(
    PostgresAddress postgres,
    PostgresAddress administrator,
    URI redis,
    URI connect,
    Map<String, String> environment,
    Optional<Connect> worker,
    List<Server> started,
    Stack stack)
    implements AutoCloseable {

  Services {
    environment = Map.copyOf(environment);
    started = List.copyOf(started);
  }

  RespClient redisClient() {
    return RespClient.connect(redis);
  }

  ConnectRest rest() {
    return new ConnectRest(connect);
  }

  /** The log files of the servers that were started, by their names. */
  Map<String, Path> logs() {
    Map<String, Path> logs = new LinkedHashMap<>();
    started.forEach(server -> server.log().ifPresent(log -> logs.put(server.name(), log)));
    return logs;
  }

  /** What other commands are told. */
  RunningUp running() {
    return new RunningUp(
        ProcessHandle.current().pid(),
        RunningUp.startOfThisProcess(),
        administrator.jdbcUrl(),
        administrator.user(),
        administrator.password(),
        redis,
        connect,
        logs());
  }

  @Override
  public void close() {
    stack.close();
  }

  /** The servers of a stack that are there. */
  static List<Server> of(Stack stack, Options options) {
    List<Server> servers = new ArrayList<>();
    if (options.postgres().isEmpty()) {
      servers.add(stack.postgres());
    }
    if (options.redis().isEmpty()) {
      servers.add(stack.redis());
    }
    if (options.connect().isEmpty()) {
      servers.add(stack.kafka());
      servers.add(stack.connect());
    }
    return servers;
  }
}
