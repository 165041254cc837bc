package io.walmirror.connector.snapshot.demand;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The snapshots that were asked for and are not done, in the order in which they are read. This is
 * the whole of what other threads may do to them: every public method is for any thread, returns at
 * once, and takes effect between two chunks. What is asked here is stored in the source's offsets
 * soon after and survives restarts, pausing too; until then only whoever asked knows of it ({@link
 * #stored}).
 */
public final class Demand {

  private final DemandListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<OpenRequest> queue = new ArrayList<>();
  private boolean paused;

  /** How often the first was stopped. */
  private long stopped;

  private final AtomicLong version = new AtomicLong();
  private long storedVersion;

  public Demand(DemandListener listener) {
    this.listener = listener;
  }

  /** Puts a request behind the others; one with the id of an open request changes nothing. */
  public void request(SnapshotRequest request) {
    change(
        () -> {
          if (open(request.id()).isEmpty()) {
            queue.add(OpenRequest.of(request));
            listener.accepted(request);
          }
        });
  }

  /**
   * Takes these tables, by expressions, from all requests; without any, all requests. A request of
   * which nothing is left ends. What was read stays.
   */
  public void stop(List<String> tables) {
    change(
        () -> {
          List<OpenRequest> left = new ArrayList<>();
          for (OpenRequest each : queue) {
            OpenRequest rest = each.without(tables);
            if (tables.isEmpty() || rest.isEmpty()) {
              listener.stopped(each.request());
            } else {
              left.add(rest);
            }
          }
          if (!queue.isEmpty() && (left.isEmpty() || !sameId(queue.get(0), left.get(0)))) {
            stopped++;
          }
          queue = left;
        });
  }

  /** Reads nothing until {@link #resume}; changes go on. */
  public void pause() {
    change(
        () -> {
          if (!paused) {
            paused = true;
            listener.paused();
          }
        });
  }

  /** Goes on after {@link #pause}. */
  public void resume() {
    change(
        () -> {
          if (paused) {
            paused = false;
            listener.resumed();
          }
        });
  }

  public boolean isPaused() {
    lock.lock();
    try {
      return paused;
    } finally {
      lock.unlock();
    }
  }

  /** What is not done, the one that is read first. */
  public List<OpenRequest> open() {
    lock.lock();
    try {
      return List.copyOf(queue);
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many commands there were. Once {@link #stored} has come to the number after a command, that
   * command survives a restart.
   */
  public long version() {
    return version.get();
  }

  /** The number of the last command that is known to be stored. */
  public long stored() {
    lock.lock();
    try {
      return storedVersion;
    } finally {
      lock.unlock();
    }
  }

  /** What an earlier run had stored; comes before everything that was requested since. */
  public void restore(StoredDemand stored) {
    change(
        () -> {
          List<OpenRequest> all = new ArrayList<>(stored.open());
          queue.stream()
              .filter(each -> stored.open().stream().noneMatch(e -> sameId(e, each)))
              .forEach(all::add);
          queue = all;
          paused |= stored.paused();
          version.addAndGet(stored.commands());
          storedVersion = Math.max(storedVersion, stored.commands());
        });
  }

  /** Everything up to this command is stored. Any thread. */
  public void storedUpTo(long command) {
    lock.lock();
    try {
      storedVersion = Math.max(storedVersion, command);
    } finally {
      lock.unlock();
    }
  }

  /** What is to be stored now. */
  StoredDemand state(long generation, long number, List<Sweeps.Due> sweeps, String written) {
    lock.lock();
    try {
      return new StoredDemand(generation, version.get(), number, paused, queue, sweeps, written);
    } finally {
      lock.unlock();
    }
  }

  /** The request to read; waits for one, and nothing came if there still is none. */
  Optional<OpenRequest> next(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = patience.toNanos();
      while ((queue.isEmpty() || paused) && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return paused || queue.isEmpty() ? Optional.empty() : Optional.of(queue.get(0));
    } finally {
      lock.unlock();
    }
  }

  /**
   * What would have to be read anew if it changed: the request, which may be another of that id,
   * what was taken from it, pausing.
   */
  String first() {
    lock.lock();
    try {
      return queue.isEmpty()
          ? ""
          : stopped
              + " "
              + queue.get(0).request().id()
              + queue.get(0).without()
              + (paused ? "paused" : "");
    } finally {
      lock.unlock();
    }
  }

  /** How far this request is, if it is the first and has begun. */
  Optional<Reached> reached(SnapshotRequest request) {
    lock.lock();
    try {
      return queue.stream()
          .limit(1)
          .filter(each -> each.request().is(request))
          .flatMap(each -> each.reached().stream())
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  /** The first request has come so far; no command. */
  void reach(SnapshotRequest request, Reached now) {
    lock.lock();
    try {
      if (!queue.isEmpty() && queue.get(0).request().is(request)) {
        queue.set(0, queue.get(0).at(now));
      }
    } finally {
      lock.unlock();
    }
  }

  /** What was reached in another history says nothing. */
  void forgetReached() {
    lock.lock();
    try {
      queue.replaceAll(each -> new OpenRequest(each.request(), each.without(), Optional.empty()));
    } finally {
      lock.unlock();
    }
  }

  /** The first request is done; no command. */
  void finish(SnapshotRequest request) {
    lock.lock();
    try {
      queue.removeIf(each -> each.request().is(request));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static boolean sameId(OpenRequest one, OpenRequest other) {
    return one.request().id().equals(other.request().id());
  }

  private Optional<OpenRequest> open(String id) {
    return queue.stream().filter(each -> each.request().id().equals(id)).findFirst();
  }

  private void change(Runnable command) {
    lock.lock();
    try {
      command.run();
      version.incrementAndGet();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
