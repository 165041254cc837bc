package io.walmirror.connector.ack;

import io.walmirror.connector.record.SourceOffset;
import io.walmirror.envelope.Lsn;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the LSN up to which the slot may forget: what the stored offset says it covers, and nothing
 * that was merely handed over. After Connect says that it stored offsets, the offset is read back;
 * a thread of its own does that, because it may block and Connect's threads must not.
 */
public final class Confirmation implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Confirmation.class);

  private static final long NO_GENERATION = -1;

  private final StoredOffsets offsets;
  private final AtomicReference<Known> known;
  private final AtomicBoolean due = new AtomicBoolean();
  private final ScheduledExecutorService thread;
  private volatile StoredSnapshot awaited = StoredSnapshot.NONE;
  private volatile Consumer<StoredOffsets> others = stored -> {};

  /** What may be confirmed in this generation; another one's LSNs mean something else. */
  private record Known(long generation, Lsn lsn) {
    Known raised(Lsn other) {
      return new Known(generation, lsn.max(other));
    }
  }

  private Confirmation(StoredOffsets offsets, ScheduledExecutorService thread) {
    this.offsets = offsets;
    this.known = new AtomicReference<>(new Known(NO_GENERATION, Lsn.ZERO));
    this.thread = thread;
  }

  /** Starts to look at most once in {@code interval}. */
  public static Confirmation start(StoredOffsets offsets, String client, Duration interval) {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread named = new Thread(task, "walmirror-" + client + "-confirm");
              named.setDaemon(true);
              return named;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    Confirmation confirmation = new Confirmation(offsets, thread);
    long millis = interval.toMillis();
    var unused =
        thread.scheduleWithFixedDelay(confirmation::look, millis, millis, TimeUnit.MILLISECONDS);
    return confirmation;
  }

  /** Connect has stored offsets. Any thread; does not block. */
  public void offsetsStored() {
    due.set(true);
  }

  /** Counts the offsets of this generation alone from now on; the slot has this LSN behind it. */
  public void begin(long generation, Lsn lsn) {
    known.updateAndGet(
        before ->
            before.generation == generation ? before.raised(lsn) : new Known(generation, lsn));
  }

  /** The LSN up to which the slot may forget. Any thread. */
  public Lsn confirmable() {
    return known.get().lsn;
  }

  /** Looks for this snapshot too, whenever offsets were stored. */
  public void await(StoredSnapshot snapshot) {
    awaited = snapshot;
    due.set(true);
  }

  /** Has these look too, whenever offsets were stored, on this thread. */
  public void tell(Consumer<StoredOffsets> looking) {
    others = looking;
    due.set(true);
  }

  private void look() {
    if (!due.getAndSet(false)) {
      return;
    }
    try {
      offsets.read().ifPresent(this::stored);
      awaited.look(offsets);
      others.accept(offsets);
    } catch (RuntimeException e) {
      // Nothing is confirmed that was not read back; the next look asks again.
      due.set(true);
      log.warn("cannot read the stored offset back; the slot keeps its log meanwhile", e);
    }
  }

  private void stored(SourceOffset.Stored offset) {
    offset
        .history()
        .ifPresent(
            history ->
                known.updateAndGet(
                    before ->
                        before.generation == history.generation()
                            ? before.raised(offset.point().covered())
                            : before));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
