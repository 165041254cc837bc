package io.walmirror.connector.brake;

import io.walmirror.connector.thread.Watchers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether rows of snapshots have to wait because a gauge shows more than it may. A thread of
 * its own measures, as long as somebody asks; the answer is what it saw last, and costs nothing. A
 * gauge that cannot be read holds nobody up.
 */
public final class Brake implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Brake.class);

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final long UNASKED_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long SAY_NANOS = Duration.ofSeconds(30).toNanos();

  private final List<Gauge> gauges;
  private final LongSupplier nanoClock;
  private final Runnable closing;
  private final Set<String> failing = new HashSet<>();
  private final AtomicLong waitedNanos = new AtomicLong();
  private Optional<ScheduledExecutorService> thread = Optional.empty();
  private volatile long askedNanos;
  private volatile boolean measured;
  private volatile Optional<String> reason = Optional.empty();
  private long heldSinceNanos;
  private long lookedNanos;
  private long saidNanos;
  private boolean said;

  private Brake(List<Gauge> gauges, LongSupplier nanoClock, Runnable closing) {
    this.gauges = List.copyOf(gauges);
    this.nanoClock = nanoClock;
    this.closing = closing;
    this.askedNanos = nanoClock.getAsLong() - UNASKED_NANOS;
    this.saidNanos = nanoClock.getAsLong() - SAY_NANOS;
  }

  /** One whose {@link #look} is called by somebody else. */
  static Brake unattended(List<Gauge> gauges, LongSupplier nanoClock) {
    return new Brake(gauges, nanoClock, () -> {});
  }

  /** Measures these from when somebody asks; {@code closing} is run when it never will again. */
  public static Brake start(String client, List<Gauge> gauges, Runnable closing) {
    Brake brake = new Brake(gauges, System::nanoTime, closing);
    if (!gauges.isEmpty()) {
      ScheduledExecutorService thread = Watchers.of(client, "throttle");
      brake.thread = Optional.of(thread);
      var unused =
          thread.scheduleWithFixedDelay(brake::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
    return brake;
  }

  /** True while rows have to wait, and until it is known whether they have to. Any thread. */
  public boolean holds() {
    if (gauges.isEmpty()) {
      return false;
    }
    askedNanos = nanoClock.getAsLong();
    return !measured || reason.isPresent();
  }

  /** Why rows wait; nothing where they do not. Any thread. */
  public Optional<String> reason() {
    return reason;
  }

  /** How long they have waited in all. Any thread. */
  public Duration waited() {
    return Duration.ofNanos(waitedNanos.get());
  }

  /** Measures once, if somebody asked lately. */
  void look() {
    long now = nanoClock.getAsLong();
    if (reason.isPresent()) {
      waitedNanos.addAndGet(now - lookedNanos);
    }
    lookedNanos = now;
    if (now - askedNanos >= UNASKED_NANOS) {
      // What was seen says nothing of when rows are read next.
      measured = false;
      release(now);
      return;
    }
    Optional<String> first = Optional.empty();
    for (Gauge gauge : gauges) {
      Optional<String> over = over(gauge);
      first = first.or(() -> over);
    }
    if (first.isPresent()) {
      hold(first.get(), now);
    } else {
      release(now);
    }
    measured = true;
  }

  private Optional<String> over(Gauge gauge) {
    try {
      long now = gauge.measure().take();
      if (failing.remove(gauge.setting())) {
        log.info("what {} limits can be measured again", gauge.setting());
      }
      return now > gauge.limit()
          ? Optional.of(now + " " + gauge.what() + ", " + gauge.setting() + "=" + gauge.limit())
          : Optional.empty();
    } catch (Gauge.MeasureException | RuntimeException e) {
      if (failing.add(gauge.setting())) {
        log.warn(
            "what {} limits cannot be measured: {}; rows go on without it",
            gauge.setting(),
            e.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private void hold(String why, long now) {
    if (reason.isEmpty()) {
      heldSinceNanos = now;
    }
    reason = Optional.of(why);
    if (now - saidNanos >= SAY_NANOS) {
      saidNanos = now;
      said = true;
      log.info("rows of snapshots wait: {}", why);
    }
  }

  private void release(long now) {
    if (reason.isPresent() && said) {
      said = false;
      log.info(
          "rows of snapshots go on after {} s",
          String.format("%.1f", (now - heldSinceNanos) / 1e9));
    }
    reason = Optional.empty();
  }

  @Override
  public void close() {
    if (thread.isPresent()) {
      thread.get().shutdownNow();
      // Connections are closed by the thread that uses them.
      try {
        var unused = thread.get().awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    closing.run();
  }
}
