package io.walmirror.connector.thread;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Makes the threads that look at something now and then. */
public final class Watchers {

  private Watchers() {}

  /** A thread of its own, which says in its name whose it is and what for. */
  public static ScheduledExecutorService of(String client, String what) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread named = new Thread(task, "walmirror-" + client + "-" + what);
          named.setDaemon(true);
          return named;
        });
  }
}
