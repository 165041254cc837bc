package io.walmirror.connector;

import io.walmirror.stack.embedded.PostgresServer;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Database;
import io.walmirror.stack.server.PostgresOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A primary with a table, and a standby that tasks read from. */
final class StandbyPair implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StandbyPair.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration NUDGE = Duration.ofMillis(25);

  private final Workspace workspace = Workspace.open();
  private final PostgresServer primary;
  private final Database database;
  private final Thread nudge = new Thread(this::logRunning, "nudge");
  private PostgresServer standby;
  private volatile boolean closing;

  private StandbyPair(PostgresOptions options) {
    try {
      primary = PostgresServer.start(workspace, "primary", options);
      database = primary.database("shop");
      database.execute(
          "CREATE TABLE item (id bigint PRIMARY KEY, name text)",
          "CREATE PUBLICATION shop FOR ALL TABLES");
      nudge.start();
    } catch (RuntimeException e) {
      workspace.close();
      throw e;
    }
  }

  /** A primary of that version and a standby that follows it, with these settings of its own. */
  static StandbyPair start(String version, Map<String, String> primary, Map<String, String> own) {
    PostgresOptions options = PostgresOptions.defaults().withVersion(version);
    for (Map.Entry<String, String> each : primary.entrySet()) {
      options = options.withSetting(each.getKey(), each.getValue());
    }
    StandbyPair pair = new StandbyPair(options);
    try {
      pair.standby = pair.primary.standby("standby", own);
      return pair;
    } catch (RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  /** What a slot on a standby waits for, and a quiet primary never does by itself. */
  private void logRunning() {
    boolean can = primary.majorVersion() >= 16;
    while (can && !closing) {
      try {
        if (primary.isRunning()) {
          database.execute("SELECT pg_log_standby_snapshot()");
        }
      } catch (StackException e) {
        log.info("the standby is told of no transactions: {}", e.getMessage());
      }
      LockSupport.parkNanos(NUDGE.toNanos());
    }
  }

  PostgresServer primary() {
    return primary;
  }

  PostgresServer standby() {
    return standby;
  }

  /** The database at the primary. */
  Database database() {
    return database;
  }

  /** The same database at the standby. */
  Database shown() {
    return standby.database("shop");
  }

  /** Settings of a task that reads from the standby, by a slot of this name. */
  Map<String, String> settings(String slot) {
    return settings(standby, slot);
  }

  Map<String, String> settings(PostgresServer server, String slot) {
    Map<String, String> settings = new HashMap<>(RunningTask.settings(server.database("shop")));
    settings.put("slot.name", slot);
    settings.put("publication.name", "shop");
    settings.put("publication.autocreate.mode", "disabled");
    return settings;
  }

  /** A task that streams from the standby by this slot. */
  RunningTask streaming(RunningTask task, String slot) {
    task.await("stream", running -> streams(standby, slot));
    return task;
  }

  /** True if somebody streams by this slot, whose creation is over then. */
  static boolean streams(PostgresServer server, String slot) {
    return Scenarios.streams(server.database("shop"), slot);
  }

  /** Waits until the standby shows what the primary has committed. */
  void follow() {
    standby.awaitReplayOf(primary);
  }

  /** The standby receives what the primary does, and shows nothing of it. */
  void pauseReplay() {
    shown().execute("SELECT pg_wal_replay_pause()");
    await("pause", () -> "paused".equals(shown().value("SELECT pg_get_wal_replay_pause_state()")));
  }

  void resumeReplay() {
    shown().execute("SELECT pg_wal_replay_resume()");
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no " + what + " within " + PATIENCE);
      }
      Pause.after(began);
      began = System.nanoTime();
    }
  }

  /** The primary is gone: nobody asks anything of it. */
  void losePrimary() {
    quiet();
    primary.kill();
  }

  /** Has the primary log nothing by itself. */
  void quiet() {
    closing = true;
    try {
      nudge.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    quiet();
    workspace.close();
  }
}
