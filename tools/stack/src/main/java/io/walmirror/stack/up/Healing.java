package io.walmirror.stack.up;

import io.walmirror.stack.up.mirror.Verdict;
import java.time.Duration;
import java.time.Instant;

/** Waits, after a fault, for the first check that began after it and finds both stores equal. */
final class Healing {

  private final Events events;
  private Instant broken = Instant.MAX;
  private Instant over = Instant.MAX;

  Healing(Events events) {
    this.events = events;
  }

  synchronized void faultBegins(Instant at) {
    broken = at;
    over = Instant.MAX;
  }

  synchronized void faultIsOver(Instant at) {
    over = at;
  }

  synchronized void checked(Verdict verdict) {
    if (verdict.equal() && verdict.at().minus(verdict.took()).isAfter(over)) {
      Duration healed = Duration.between(broken, verdict.at());
      events.add("checked: Redis equals PostgreSQL, " + Texts.duration(healed) + " after the key");
      broken = Instant.MAX;
      over = Instant.MAX;
    }
  }
}
