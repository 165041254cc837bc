package io.walmirror.sink.pipeline;

import io.walmirror.sink.config.ConnectionConfig;
import io.walmirror.sink.config.ConnectionConfig.Credentials;
import java.io.UncheckedIOException;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Protocol.Keyword;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One connection to Redis, logged in, named, speaking RESP2. Commands are sent and replies received
 * separately: many of the one, then as many of the other. Unlike Jedis' Pipeline it keeps the
 * replies that were read when the connection breaks between two of them. For one thread.
 */
final class RedisLink implements AutoCloseable {

  private final Connection connection;

  private RedisLink(Connection connection) {
    this.connection = connection;
  }

  /** Connects and logs in before the deadline. */
  static RedisLink open(ConnectionConfig config, WriteWatchdog watchdog, Deadline deadline)
      throws LinkException {
    Sockets.Opened opened = Sockets.open(config, deadline);
    watchdog.watch(opened.watched());
    RedisLink link = new RedisLink(new Connection(opened::socket));
    try {
      link.timeoutIn(deadline);
      link.logIn(config, deadline);
      return link;
    } catch (LinkException e) {
      link.close();
      throw e;
    } catch (JedisConnectionException e) {
      link.close();
      throw lost(LinkException.Step.LOG_IN, config, e);
    } catch (UncheckedIOException e) {
      // The password's file may be there again in a moment.
      link.close();
      Outcome later = new Outcome.NotNow("CREDENTIALS", e.getMessage() + ": " + e.getCause());
      throw new LinkException(LinkException.Step.LOG_IN, later, e);
    }
  }

  /** The connection broke while it was being made ready. */
  static LinkException lost(
      LinkException.Step step, ConnectionConfig config, JedisConnectionException e) {
    // With TLS 1.3 a server refuses a client only after the handshake has gone well for the client,
    // and what it says is lost where the client was writing just then.
    String reason = rootMessage(e);
    String hint =
        step == LinkException.Step.LOG_IN && config.uri().tls() ? Sockets.CLIENT_HINT : "";
    Outcome outcome =
        Sockets.refusedClient(config.uri(), reason)
            .orElse(
                new Outcome.NotNow("CONNECTION", "lost " + config.uri() + ": " + reason + hint));
    return new LinkException(step, outcome, e);
  }

  void send(CommandArguments command) {
    connection.sendCommand(command);
  }

  /** The next reply, in the order of what was sent: an {@link ErrorReply} where it is an error. */
  Object receive() {
    try {
      return connection.getOne();
    } catch (JedisDataException e) {
      return ErrorReply.parse(String.valueOf(e.getMessage()));
    }
  }

  Object call(CommandArguments command) {
    send(command);
    return receive();
  }

  /** Makes a script known to the server; its name there. */
  byte[] load(byte[] script) throws LinkException {
    Object reply = call(new CommandArguments(Command.SCRIPT).add(Keyword.LOAD).add(script));
    check(LinkException.Step.LOAD_SCRIPT, reply);
    return (byte[]) reply;
  }

  /** Limits how long the next replies are waited for. */
  void timeoutIn(Deadline deadline) {
    timeout(deadline.millisLeft());
  }

  void timeout(int millis) {
    connection.connect();
    connection.setSoTimeout(millis);
  }

  @Override
  public void close() {
    try {
      connection.forceDisconnect();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException("closing the connection to Redis", e);
    }
  }

  static Throwable rootCause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  static String rootMessage(Throwable e) {
    Throwable root = rootCause(e);
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private void logIn(ConnectionConfig config, Deadline deadline) throws LinkException {
    Credentials credentials = config.credentials().get();
    if (credentials.username().isPresent() || credentials.password().isPresent()) {
      CommandArguments auth = new CommandArguments(Command.AUTH);
      credentials.username().ifPresent(auth::add);
      check(LinkException.Step.LOG_IN, call(auth.add(credentials.password().orElse(""))));
    }
    timeoutIn(deadline);
    Object named =
        call(new CommandArguments(Command.CLIENT).add(Keyword.SETNAME).add(config.clientName()));
    if (named instanceof ErrorReply error && !error.code().equals(ErrorReply.NO_RIGHTS)) {
      check(LinkException.Step.LOG_IN, named);
    }
    if (config.uri().database() != 0) {
      timeoutIn(deadline);
      check(
          LinkException.Step.SELECT_DATABASE,
          call(new CommandArguments(Command.SELECT).add(config.uri().database())));
    }
  }

  /** Turns an error that nothing but a change of settings can cure into one. */
  static void check(LinkException.Step step, Object reply) throws LinkException {
    if (!(reply instanceof ErrorReply error)) {
      return;
    }
    Outcome outcome = error.outcome();
    if (outcome instanceof Outcome.Rejected rejected) {
      outcome = new Outcome.Never(rejected.code(), rejected.reason(), cure(step));
    }
    throw new LinkException(step, outcome);
  }

  private static String cure(LinkException.Step step) {
    return switch (step) {
      case LOG_IN -> "correct redis.username and redis.password, or those in redis.uri";
      case SELECT_DATABASE -> "correct the database number in redis.uri";
      case LOAD_SCRIPT -> "use a server that allows scripts, or redis.fence=off";
      case CONNECT -> "correct redis.uri";
    };
  }
}
