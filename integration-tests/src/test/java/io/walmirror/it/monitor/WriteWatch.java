package io.walmirror.it.monitor;

import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.stack.resp.RespClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Reads MONITOR over a connection of its own and checks every write to one database from the moment
 * it is opened, which must be while the database is empty.
 */
public final class WriteWatch implements AutoCloseable {

  private final RedisDatabase database;
  private final RespClient client;
  private final Writes writes;
  private final Set<String> marks = new HashSet<>();
  private final Thread reader = new Thread(this::read, "monitor");
  private RuntimeException failure;
  private volatile boolean closed;

  private WriteWatch(RedisDatabase database, RespClient client, Writes writes) {
    this.database = database;
    this.client = client;
    this.writes = writes;
  }

  /** {@code revisionColumn} grows with every change of a row. */
  public static WriteWatch open(RedisDatabase database, String revisionColumn) {
    RespClient client = database.client();
    Writes writes = new Writes(writeCommands(client), revisionColumn);
    client.timeout(Duration.ZERO);
    WriteWatch watch = new WriteWatch(database, client, writes);
    client.call("MONITOR");
    watch.reader.setDaemon(true);
    watch.reader.start();
    return watch;
  }

  /** What this server itself says of its commands: each is a name, an arity, flags, … */
  private static Set<String> writeCommands(RespClient client) {
    Set<String> names = new HashSet<>();
    for (Object each : (List<?>) client.call("COMMAND")) {
      List<?> command = (List<?>) each;
      if (((List<?>) command.get(2)).contains("write")) {
        names.add(command.get(0).toString().toUpperCase(Locale.ROOT));
      }
    }
    return names;
  }

  private void read() {
    try {
      while (true) {
        accept(MonitorLine.parse(client.next().toString()));
      }
    } catch (UncheckedIOException e) {
      if (!closed) {
        fail(e);
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private synchronized void accept(MonitorLine line) {
    if (line.database() != database.number()) {
      return;
    }
    if (line.command().equals("ECHO")) {
      marks.add(line.arguments().get(0));
    } else {
      writes.accept(line);
    }
  }

  private synchronized void fail(RuntimeException e) {
    failure = e;
  }

  /** Waits until everything that was executed up to now has been checked. */
  private void catchUp() {
    String mark = UUID.randomUUID().toString();
    try (RespClient marker = database.client()) {
      marker.call("ECHO", mark);
    }
    Await.until("MONITOR tells of a mark", () -> hasSeen(mark));
  }

  private synchronized boolean hasSeen(String mark) {
    if (failure != null) {
      throw new AssertionError("MONITOR ended", failure);
    }
    return marks.contains(mark);
  }

  /** What was wrong up to now. */
  public List<Violation> violations() {
    catchUp();
    synchronized (this) {
      return writes.violations();
    }
  }

  /** How many writes there were up to now. */
  public long count() {
    catchUp();
    synchronized (this) {
      return writes.count();
    }
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }
}
