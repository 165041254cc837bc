package io.walmirror.stack.up;

import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.rest.RestException;
import io.walmirror.stack.up.running.ExitCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The quickstart's connectors in a worker: posted, running, removed. */
final class Connectors {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Services services;
  private final Quickstart quickstart;
  private final ConnectRest rest;

  Connectors(Services services, Quickstart quickstart) {
    this.services = services;
    this.quickstart = quickstart;
    this.rest = services.rest();
  }

  /** Validates a connector's settings, posts its file, and waits until it runs. */
  void start(ConnectorFile file) {
    try {
      refuseFaults(file);
      post(file);
      rest.waitUntilRunning(file.name(), LIMIT);
    } catch (RestException e) {
      throw new UpException(ExitCode.UNREACHABLE, causes(e.getMessage()), e);
    }
  }

  /** Waits until the source reads from its slot: what is committed from then on is streamed. */
  void awaitSlot() throws SQLException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    try (Connection connection = services.postgres().connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT 1 FROM pg_replication_slots WHERE slot_name = ? AND active")) {
      statement.setString(1, quickstart.slot());
      while (true) {
        try (ResultSet result = statement.executeQuery()) {
          if (result.next()) {
            return;
          }
        }
        if (System.nanoTime() > end) {
          throw new UpException(
              ExitCode.UNREACHABLE,
              quickstart.source().name()
                  + " says it is running, but nobody reads from the slot "
                  + quickstart.slot()
                  + " after "
                  + LIMIT.toSeconds()
                  + " s; its log tells why: ./walmirror logs connect");
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  /** Removes the connectors with their offsets; tells what could not be removed. */
  void remove(List<String> problems) {
    for (ConnectorFile file : quickstart.connectors()) {
      try {
        rest.stop(file.name(), Duration.ofSeconds(20));
        rest.resetOffsets(file.name());
        rest.delete(file.name());
      } catch (RestException e) {
        boolean endedWithItsWorker = e.status() == 0 && services.worker().isPresent();
        if (e.status() != 404 && !endedWithItsWorker) {
          problems.add("connector " + file.name() + ": " + causes(e.getMessage()));
        }
      }
    }
  }

  private void refuseFaults(ConnectorFile file) {
    Map<String, List<String>> errors = rest.errors(file.connectorClass(), validated(file));
    if (errors.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder(file.path().getFileName() + " is refused:");
    errors.forEach(
        (field, messages) ->
            messages.forEach(
                message -> text.append("\n  ").append(field).append(": ").append(message)));
    throw new UpException(ExitCode.UNREACHABLE, text.toString());
  }

  /** The name belongs to what is validated, as in the request that creates a connector. */
  private Map<String, String> validated(ConnectorFile file) {
    Map<String, String> config = new LinkedHashMap<>(config(file));
    config.put("name", file.name());
    return config;
  }

  private void post(ConnectorFile file) {
    if (!rest.connectors().contains(file.name())) {
      rest.create(knowsVariables() ? file.text() : file.textWith(services.environment()));
    } else if (!isSame(rest.config(file.name()), file)) {
      rest.put(file.name(), config(file));
    }
  }

  private static boolean isSame(Map<String, String> stored, ConnectorFile file) {
    Map<String, String> without = new HashMap<>(stored);
    without.remove("name");
    return without.equals(file.config());
  }

  private Map<String, String> config(ConnectorFile file) {
    return knowsVariables() ? file.config() : file.configWith(services.environment());
  }

  /** A worker that we started has our variables in its environment; somebody's has not. */
  private boolean knowsVariables() {
    return services.worker().isPresent();
  }

  /** What a trace says without its calls: what happened, and what caused it. */
  static String causes(String trace) {
    return trace
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("\t"))
        .limit(6)
        .collect(Collectors.joining("\n"));
  }
}
