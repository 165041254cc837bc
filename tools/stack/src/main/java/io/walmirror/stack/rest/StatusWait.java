package io.walmirror.stack.rest;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for a connector to come to a state. */
final class StatusWait {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ConnectRest rest;
  private final String name;

  StatusWait(ConnectRest rest, String name) {
    this.rest = rest;
    this.name = name;
  }

  ConnectorStatus until(
      Predicate<ConnectorStatus> reached, String what, Duration limit, boolean failureEnds) {
    long end = System.nanoTime() + limit.toNanos();
    String last = "no status yet";
    while (true) {
      try {
        ConnectorStatus status = rest.status(name);
        if (reached.test(status)) {
          return status;
        }
        if (failureEnds && status.isFailed()) {
          throw new RestException("connector " + name + " failed: " + status.traces());
        }
        last = status.toString();
      } catch (RestException e) {
        // The status of a new connector comes a moment after the connector.
        if (e.status() != 404) {
          throw e;
        }
        last = e.getMessage();
      }
      if (System.nanoTime() > end) {
        throw new RestException(
            "connector " + name + " is not " + what + " after " + limit + ": " + last);
      }
      pause(PAUSE);
    }
  }

  static void pause(Duration time) {
    if (Thread.currentThread().isInterrupted()) {
      throw new RestException("interrupted while waiting");
    }
    LockSupport.parkNanos(time.toNanos());
  }
}
