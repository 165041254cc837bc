package io.walmirror.sink;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * How long to wait before Redis is asked again: longer each time, with jitter, until a limit. For
 * one thread.
 */
final class Patience {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Optional<Duration> limit;
  private final LongSupplier nanoClock;
  private final RandomGenerator random;
  private Optional<Long> refusedSince = Optional.empty();
  private long delayMillis = FIRST.toMillis();

  Patience(Optional<Duration> limit, LongSupplier nanoClock, RandomGenerator random) {
    this.limit = limit;
    this.nanoClock = nanoClock;
    this.random = random;
  }

  /** Redis refused: how long to wait now, or nothing where the limit is reached. */
  Optional<Duration> refused() {
    long now = nanoClock.getAsLong();
    if (refusedSince.isEmpty()) {
      refusedSince = Optional.of(now);
    }
    if (limit.isPresent() && now - refusedSince.get() >= limit.get().toNanos()) {
      return Optional.empty();
    }
    long half = delayMillis / 2;
    Duration delay = Duration.ofMillis(half + random.nextLong(half + 1));
    delayMillis = Math.min(2 * delayMillis, LONGEST.toMillis());
    return Optional.of(delay);
  }

  /** Whether Redis has refused and not been well since. */
  boolean isTried() {
    return refusedSince.isPresent();
  }

  /** Redis took everything: for how long it had not, if it had not. */
  Optional<Duration> relieved() {
    Optional<Duration> lasted =
        refusedSince.map(since -> Duration.ofNanos(nanoClock.getAsLong() - since));
    refusedSince = Optional.empty();
    delayMillis = FIRST.toMillis();
    return lasted;
  }
}
