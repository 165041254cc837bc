package io.walmirror.stack.up;

import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.rest.ConnectorStatus;
import io.walmirror.stack.rest.RestException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the worker says of the connectors.
 *
 * @param states by the connectors' names: {@code running}, {@code failed}, …, {@code unreachable}
 * @param failure what the first failed one says
 */
record ConnectorHealth(Map<String, String> states, Optional<String> failure) {

  static ConnectorHealth look(ConnectRest rest, Quickstart quickstart) {
    Map<String, String> states = new LinkedHashMap<>();
    Optional<String> failure = Optional.empty();
    for (ConnectorFile file : quickstart.connectors()) {
      try {
        ConnectorStatus status = rest.status(file.name());
        states.put(file.name(), state(status));
        if (status.isFailed() && failure.isEmpty()) {
          failure = Optional.of(file.name() + " failed: " + Connectors.causes(status.traces()));
        }
      } catch (RestException e) {
        states.put(file.name(), e.status() == 404 ? "unknown" : "unreachable");
      }
    }
    return new ConnectorHealth(states, failure);
  }

  boolean allRun() {
    return states.values().stream().allMatch("running"::equals);
  }

  /** In one line: the names only where they do not all run. */
  String text() {
    if (allRun()) {
      return "all " + states.size() + " running";
    }
    StringBuilder text = new StringBuilder();
    states.forEach(
        (name, state) ->
            text.append(text.isEmpty() ? "" : " · ").append(name).append(' ').append(state));
    return text.toString();
  }

  private static String state(ConnectorStatus status) {
    if (status.isFailed()) {
      return "failed";
    }
    if (status.isRunning()) {
      return "running";
    }
    return status.state().equals("RUNNING") ? "starting" : status.state().toLowerCase(Locale.ROOT);
  }
}
