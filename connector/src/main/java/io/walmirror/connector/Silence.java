package io.walmirror.connector;

import io.walmirror.connector.event.ResumePoint;
import java.time.Duration;

/**
 * How long a stream may be silent before it is given up. Short, so that a half-open connection is
 * noticed; but a server may be busy with one large transaction that long, and giving it up would
 * make it begin again for ever: so the time doubles while streams end silent without having moved
 * on.
 */
final class Silence {

  private static final Duration SHORTEST = Duration.ofSeconds(8);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private Duration allowed = SHORTEST;
  private ResumePoint reached;

  Duration allowed() {
    return allowed;
  }

  /** A stream was given up after it had reached this point. */
  void givenUpAt(ResumePoint point) {
    if (point.equals(reached)) {
      Duration doubled = allowed.multipliedBy(2);
      allowed = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    } else {
      allowed = SHORTEST;
    }
    reached = point;
  }
}
