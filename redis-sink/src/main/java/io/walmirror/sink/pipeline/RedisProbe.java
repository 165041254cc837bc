package io.walmirror.sink.pipeline;

import io.walmirror.sink.config.ConnectionConfig;
import io.walmirror.sink.config.FenceConfig;
import io.walmirror.sink.config.TlsStores.UnusableStoreException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Tries whether the settings lead to a Redis that can be worked with. */
public final class RedisProbe {

  /** What is wrong: the setting to change, what happened, what to do. */
  public record Problem(String setting, String message) {}

  private static final ProtocolCommand JSON_TYPE =
      () -> "JSON.TYPE".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ANY_KEY_OF_OURS =
      "walmirror:1:meta:probe".getBytes(StandardCharsets.US_ASCII);

  private RedisProbe() {}

  /** Connects, logs in, loads the script and pings; nothing if all went well. */
  public static Optional<Problem> tryOut(ConnectionConfig config, FenceConfig fence) {
    Deadline deadline = Deadline.in(config.timeout());
    try (WriteWatchdog watchdog = WriteWatchdog.start("walmirror-probe", config.timeout());
        RedisLink link = RedisLink.open(config, watchdog, deadline)) {
      link.timeoutIn(deadline);
      RedisLink.check(
          LinkException.Step.LOG_IN, link.call(new CommandArguments(Protocol.Command.PING)));
      RedisPipeline.dialect(fence).prepare(link);
      return Optional.empty();
    } catch (LinkException e) {
      return Optional.of(problem(config, e));
    } catch (JedisConnectionException e) {
      return Optional.of(problem(config, RedisLink.lost(LinkException.Step.CONNECT, config, e)));
    }
  }

  /** Whether the server has native documents; the problem if it has not. */
  public static Optional<Problem> tryOutJson(ConnectionConfig config, String setting) {
    Deadline deadline = Deadline.in(config.timeout());
    try (WriteWatchdog watchdog = WriteWatchdog.start("walmirror-probe", config.timeout());
        RedisLink link = RedisLink.open(config, watchdog, deadline)) {
      link.timeoutIn(deadline);
      Object type = link.call(new CommandArguments(JSON_TYPE).add(ANY_KEY_OF_OURS));
      return type instanceof ErrorReply error
          ? Optional.of(
              new Problem(
                  setting,
                  config.uri()
                      + " has no native JSON, it answers \""
                      + error
                      + "\" to JSON.TYPE: set "
                      + setting
                      + "=string, which keeps the same documents in strings, or use a server with"
                      + " the JSON module"))
          : Optional.empty();
    } catch (LinkException e) {
      return Optional.of(problem(config, e));
    } catch (JedisConnectionException e) {
      return Optional.of(problem(config, RedisLink.lost(LinkException.Step.CONNECT, config, e)));
    }
  }

  private static Problem problem(ConnectionConfig config, LinkException failed) {
    String setting =
        switch (failed.step()) {
          case CONNECT, SELECT_DATABASE -> ConnectionConfig.URI;
          case LOG_IN -> ConnectionConfig.PASSWORD;
          case LOAD_SCRIPT -> FenceConfig.FENCE;
        };
    if (failed.getCause() instanceof UnusableStoreException unusable) {
      return new Problem(
          unusable.setting(), unusable.getMessage() + ": correct the file, or its password");
    }
    if (failed.outcome() instanceof Outcome.Never never) {
      return new Problem(
          setting,
          config.uri() + " answers " + text(never.code(), never.reason()) + ": " + never.cure());
    }
    if (failed.outcome() instanceof Outcome.NotNow notNow
        && failed.step() != LinkException.Step.CONNECT) {
      return new Problem(
          ConnectionConfig.URI,
          config.uri()
              + " cannot be used now, it answers "
              + text(notNow.code(), notNow.reason())
              + ": try again when it can");
    }
    return new Problem(
        setting,
        reason(failed)
            + ": see that Redis runs there, that this worker may reach it, and that host, port and"
            + " redis:// or rediss:// are right");
  }

  private static String reason(LinkException failed) {
    return failed.outcome() instanceof Outcome.NotNow notNow
        ? notNow.reason()
        : failed.getMessage();
  }

  private static String text(String code, String reason) {
    return "\"" + code + " " + reason + "\"";
  }
}
