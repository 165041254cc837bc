package io.walmirror.it.latency;

import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.stack.resp.RespClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A plain client that looks at the rows that change every few milliseconds, and notes when it finds
 * a change. What it finds later than that it takes for later: a latency is never too short.
 */
final class RedisWatch implements AutoCloseable {

  private static final long PAUSE_NANOS = 4_000_000;

  private final RedisDatabase database;
  private final ChangeClock clock;
  private final List<String[]> looks = new ArrayList<>();
  private final int[] last = new int[PacedChanges.ROWS];
  private final Thread thread;
  private volatile boolean stopping;
  private volatile Throwable failure;

  private RedisWatch(RedisDatabase database, ChangeClock clock, int spread) {
    this.database = database;
    this.clock = clock;
    for (int row = 0; row < PacedChanges.ROWS; row++) {
      looks.add(new String[] {"HGET", PacedChanges.key(row, spread), "change"});
    }
    Arrays.fill(last, -1);
    this.thread = new Thread(this::run, "redis-watch");
  }

  static RedisWatch start(RedisDatabase database, ChangeClock clock, int spread) {
    RedisWatch watch = new RedisWatch(database, clock, spread);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try (RespClient redis = database.client()) {
      while (!stopping) {
        List<Object> found = redis.pipeline(looks);
        long now = System.nanoTime();
        for (int row = 0; row < PacedChanges.ROWS; row++) {
          if (found.get(row) != null) {
            found(row, Integer.parseInt(found.get(row).toString()), now);
          }
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private void found(int row, int change, long nanos) {
    if (change < last[row]) {
      throw new AssertionError("change " + last[row] + " was undone by " + change);
    }
    int next = last[row] < 0 ? row : last[row] + PacedChanges.ROWS;
    for (int each = next; each <= change; each += PacedChanges.ROWS) {
      clock.seen(each, nanos);
    }
    last[row] = Math.max(last[row], change);
  }

  /** Whether it still looks. */
  boolean isWell() {
    return failure == null;
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the watch ended", e);
    }
    if (failure != null) {
      throw new AssertionError("the watch failed", failure);
    }
  }
}
