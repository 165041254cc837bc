package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.config.ConnectionConfig;
import io.walmirror.sink.config.FenceConfig;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Says commands to Redis, many at a time and in order, and reads what became of each. Connects when
 * there is something to say, and anew after a failure. For one thread.
 */
public final class RedisPipeline implements AutoCloseable {

  /**
   * How often a batch is sent at most in one go: once more where Redis had lost the script, where
   * an idle connection was found closed, where an error is to be traced to its row.
   */
  private static final int EXCHANGES = 5;

  private final ConnectionConfig config;
  private final Dialect dialect;
  private final Sweeper sweeper;
  private final WriteWatchdog watchdog;
  private RedisLink link;

  /** Whether no commands went over the connection yet, so that it cannot have lain idle. */
  private boolean fresh;

  private RedisPipeline(
      ConnectionConfig config, Dialect dialect, Sweeper sweeper, WriteWatchdog watchdog) {
    this.config = config;
    this.dialect = dialect;
    this.sweeper = sweeper;
    this.watchdog = watchdog;
  }

  /** A pipeline that connects by and by. */
  public static RedisPipeline open(ConnectionConfig config, FenceConfig fence) {
    String thread = config.clientName().replace(':', '-') + "-write-watchdog";
    SweepScript sweep = sweepScript(fence);
    return new RedisPipeline(
        config,
        dialect(fence, sweep),
        new Sweeper(sweep),
        WriteWatchdog.start(thread, config.timeout()));
  }

  static Dialect dialect(FenceConfig fence) {
    return dialect(fence, sweepScript(fence));
  }

  private static Dialect dialect(FenceConfig fence, SweepScript sweep) {
    return fence.on() ? new FencedDialect(fence, sweep) : new PlainDialect();
  }

  private static SweepScript sweepScript(FenceConfig fence) {
    return new SweepScript(fence, Script.of("sweep.lua", fence));
  }

  /** What became of each command, in their order. */
  public List<Outcome> apply(List<Command> commands) {
    Outcome[] outcomes = new Outcome[commands.size()];
    int from = 0;
    boolean singly = false;
    for (int exchanges = 1; from < outcomes.length && exchanges <= EXCHANGES; exchanges++) {
      Arrays.fill(outcomes, from, outcomes.length, null);
      Exchange exchange = exchange(commands, from, singly, outcomes);
      if (exchange == null) {
        break;
      }
      if (exchange.lacksScript() && !prepare(outcomes, exchange.repeatFrom())) {
        break;
      }
      singly |= exchange.isUndecided();
      from = exchange.repeatFrom();
    }
    return Arrays.asList(outcomes);
  }

  /**
   * What is noted under these names, once this was noted where nothing was, or where it is anew.
   */
  public Note note(List<String> names, String text, boolean anew) {
    return noted(() -> Note.take(link, names, text, anew));
  }

  /** What is noted under these names, if anything is. */
  public Note noted(List<String> names) {
    return noted(() -> Note.read(link, names));
  }

  private Note noted(Supplier<Note> taken) {
    Outcome[] failure = new Outcome[1];
    if (link == null && !connect(Deadline.in(config.timeout()), failure, 0)) {
      return Note.unanswered(failure[0]);
    }
    try {
      Note note = taken.get();
      if (note.failure().isPresent()) {
        drop();
      }
      return note;
    } catch (JedisConnectionException e) {
      drop();
      return Note.unanswered(
          new Outcome.Unknown("lost " + config.uri() + ": " + RedisLink.rootMessage(e)));
    }
  }

  /**
   * Does a piece of what a TRUNCATE takes, once {@link #apply} has raised the table's floor. A
   * piece that was not done is done again.
   */
  public Outcome sweep(Sweep sweep) {
    Outcome[] failure = new Outcome[1];
    if (link == null) {
      sweep.restart();
      if (!connect(Deadline.in(config.timeout()), failure, 0)) {
        return failure[0];
      }
    }
    try {
      Outcome outcome = sweeper.piece(link, sweep);
      if (outcome.kind() == Outcome.Kind.UNKNOWN && !prepare(failure, 0)) {
        return failure[0];
      }
      for (Outcome forgotten : apply(sweep.takeForgetting())) {
        if (forgotten.kind() != Outcome.Kind.APPLIED && forgotten.kind() != Outcome.Kind.FENCED) {
          sweep.restart();
          outcome = forgotten;
        }
      }
      if (outcome.kind() == Outcome.Kind.NOT_NOW || outcome.kind() == Outcome.Kind.NEVER) {
        sweep.restart();
        drop();
      }
      return outcome;
    } catch (JedisConnectionException e) {
      sweep.restart();
      drop();
      return new Outcome.Unknown("lost " + config.uri() + ": " + RedisLink.rootMessage(e));
    }
  }

  /**
   * The replies to some commands that are no row's, or nothing if they were not all answered well:
   * some may have been done then.
   */
  Optional<List<Object>> say(List<CommandArguments> commands) {
    if (link == null && !connect(Deadline.in(config.timeout()), new Outcome[1], 0)) {
      return Optional.empty();
    }
    try {
      commands.forEach(link::send);
      List<Object> replies = new ArrayList<>(commands.size());
      ErrorReply failed = null;
      for (int i = 0; i < commands.size(); i++) {
        Object reply = link.receive();
        replies.add(reply);
        failed = reply instanceof ErrorReply error ? error : failed;
      }
      if (failed != null && failed.asksForReconnect()) {
        drop();
      }
      return failed == null ? Optional.of(replies) : Optional.empty();
    } catch (JedisConnectionException e) {
      drop();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try (watchdog) {
      drop();
    }
  }

  /** Sends and reads once; null if there was no connection to send to. */
  private Exchange exchange(List<Command> commands, int from, boolean singly, Outcome[] outcomes) {
    Deadline deadline = Deadline.in(config.timeout());
    if (link == null && !connect(deadline, outcomes, from)) {
      return null;
    }
    Exchange exchange = new Exchange(link, outcomes, singly);
    try {
      dialect.send(commands, from, singly, exchange);
      int first = from;
      Optional<Confirmation> confirmation =
          config.replicas().map(replicas -> new Confirmation(replicas, first, outcomes.length));
      confirmation.ifPresent(each -> exchange.send(each.command(), each));
      exchange.receive();
      if (dialect.finish(commands, exchange)) {
        confirmation.ifPresent(each -> exchange.send(each.command(), each));
        exchange.receive();
      }
      if (fresh) {
        link.timeout(timeoutMillis());
        fresh = false;
      }
    } catch (JedisConnectionException e) {
      // A connection that lay idle is often found closed by the other side: worth one more try.
      boolean again = !fresh && !(RedisLink.rootCause(e) instanceof SocketTimeoutException);
      exchange.lost("lost " + config.uri() + ": " + RedisLink.rootMessage(e), from, again);
      drop();
      return exchange;
    }
    if (exchange.asksForReconnect()) {
      drop();
    }
    return exchange;
  }

  /** Connects; connecting and the replies that follow share one time limit. */
  private boolean connect(Deadline deadline, Outcome[] outcomes, int from) {
    try {
      link = RedisLink.open(config, watchdog, deadline);
    } catch (LinkException e) {
      Arrays.fill(outcomes, from, outcomes.length, e.outcome());
      return false;
    }
    if (!prepare(outcomes, from)) {
      return false;
    }
    link.timeout(Math.max(deadline.millisLeft(), timeoutMillis() / 4));
    fresh = true;
    return true;
  }

  private int timeoutMillis() {
    return (int) config.timeout().toMillis();
  }

  /** Makes the connection ready; where it was dropped meanwhile, the next one will be. */
  private boolean prepare(Outcome[] outcomes, int from) {
    if (link == null) {
      return true;
    }
    try {
      dialect.prepare(link);
      return true;
    } catch (LinkException e) {
      Arrays.fill(outcomes, from, outcomes.length, e.outcome());
    } catch (JedisConnectionException e) {
      LinkException lost = RedisLink.lost(LinkException.Step.LOAD_SCRIPT, config, e);
      Arrays.fill(outcomes, from, outcomes.length, lost.outcome());
    }
    drop();
    return false;
  }

  private void drop() {
    RedisLink dropped = link;
    link = null;
    if (dropped != null) {
      dropped.close();
    }
  }
}
