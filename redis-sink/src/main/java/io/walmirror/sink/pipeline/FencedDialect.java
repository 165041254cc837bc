package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.Empty;
import io.walmirror.sink.config.FenceConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.Protocol;

/**
 * With fence: a script that compares versions and applies in one step. Several rows share a call,
 * for its price is partly the call's; each row has its own answer.
 */
final class FencedDialect implements Dialect {

  private final byte[] versionField;
  private final byte[] tombstoneMillis;
  private final byte[] script;
  private final SweepScript sweep;
  private byte[] scriptName = new byte[0];

  FencedDialect(FenceConfig config, byte[] script, SweepScript sweep) {
    this.versionField = config.versionField().getBytes(StandardCharsets.UTF_8);
    this.tombstoneMillis = Protocol.toByteArray(config.tombstoneTtl().toMillis());
    this.script = script;
    this.sweep = sweep;
  }

  @Override
  public void prepare(RedisLink link) throws LinkException {
    scriptName = link.load(script);
    sweep.load(link);
  }

  @Override
  public void send(List<Command> commands, int from, boolean singly, Exchange exchange) {
    int next = from;
    while (next < commands.size()) {
      if (commands.get(next) instanceof Empty empty) {
        exchange.send(sweep.call(empty.keyspace(), empty.version(), List.of()), new Floor(next));
        next++;
        continue;
      }
      ScriptCall call = new ScriptCall();
      int end = next;
      while (end < commands.size()
          && !(singly && end > next)
          && !(commands.get(end) instanceof Empty)
          && call.takes(commands.get(end))) {
        end++;
      }
      exchange.send(
          call.arguments(scriptName, tombstoneMillis, versionField), new Group(next, end));
      next = end;
    }
  }

  /** A table's floor was to be raised. */
  private record Floor(int from) implements Exchange.Request {

    @Override
    public void answered(Object reply, Exchange exchange) {
      if (reply instanceof ErrorReply error) {
        exchange.error(error, from, to());
      } else {
        exchange.outcome(from, ((Long) reply) < 0 ? Outcome.Fenced.STALE : Outcome.Applied.WHOLE);
      }
    }

    @Override
    public int to() {
      return from + 1;
    }
  }

  /** One call of the script, whose reply has an answer for each row. */
  private record Group(int from, int to) implements Exchange.Request {

    private static final Outcome[] OUTCOMES = {
      Outcome.Fenced.STALE,
      Outcome.Applied.WHOLE,
      new Outcome.Applied(Outcome.Applied.Effect.INCOMPLETE),
      new Outcome.Applied(Outcome.Applied.Effect.CAUGHT_UP)
    };

    @Override
    public void answered(Object reply, Exchange exchange) {
      if (reply instanceof ErrorReply error) {
        exchange.error(error, from, to);
        return;
      }
      List<?> answers = (List<?>) reply;
      for (int i = from; i < to; i++) {
        answered(i, answers.get(i - from), exchange);
      }
    }

    private static void answered(int command, Object answer, Exchange exchange) {
      if (answer instanceof Long number) {
        exchange.outcome(command, OUTCOMES[number.intValue()]);
      } else {
        String error = new String((byte[]) answer, StandardCharsets.UTF_8);
        exchange.error(ErrorReply.parse(error), command, command + 1);
      }
    }
  }
}
