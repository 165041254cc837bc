package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.Empty;
import io.walmirror.sink.command.Command.Replace;
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
  private final byte[] hashes;
  private final byte[] replacements;
  private final SweepScript sweep;
  private byte[] hashesName = new byte[0];
  private byte[] replacementsName = new byte[0];

  FencedDialect(FenceConfig config, byte[] hashes, byte[] replacements, SweepScript sweep) {
    this.versionField = config.versionField().getBytes(StandardCharsets.UTF_8);
    this.tombstoneMillis = Protocol.toByteArray(config.tombstoneTtl().toMillis());
    this.hashes = hashes;
    this.replacements = replacements;
    this.sweep = sweep;
  }

  @Override
  public void prepare(RedisLink link) throws LinkException {
    hashesName = link.load(hashes);
    replacementsName = link.load(replacements);
    sweep.load(link);
  }

  @Override
  public void send(List<Command> commands, int from, boolean singly, Exchange exchange) {
    int next = from;
    while (next < commands.size()) {
      if (commands.get(next) instanceof Empty empty) {
        exchange.send(sweep.call(new Sweep(empty), List.of()), new Floor(next));
        next++;
      } else if (commands.get(next) instanceof Replace) {
        ReplaceCall call = new ReplaceCall();
        int end = fill(call, commands, next, singly);
        exchange.send(call.arguments(replacementsName, tombstoneMillis), new Group(next, end));
        next = end;
      } else {
        ScriptCall call = new ScriptCall();
        int end = fill(call, commands, next, singly);
        exchange.send(
            call.arguments(hashesName, tombstoneMillis, versionField), new Group(next, end));
        next = end;
      }
    }
  }

  /** Lets the call take as many as it does; the first is always taken. */
  private static int fill(RowCall call, List<Command> commands, int from, boolean singly) {
    int end = from;
    while (end < commands.size() && !(singly && end > from) && call.takes(commands.get(end))) {
      end++;
    }
    return end;
  }

  /** A table's floor was to be raised. */
  private record Floor(int from) implements Exchange.Request {

    @Override
    public void answered(Object reply, Exchange exchange) {
      if (reply instanceof ErrorReply error) {
        exchange.error(error, from, to());
      } else {
        exchange.outcome(from, ((Long) reply) < 0 ? Outcome.Fenced.EMPTIED : Outcome.Applied.WHOLE);
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
      new Outcome.Applied(Outcome.Applied.Effect.CAUGHT_UP),
      Outcome.Fenced.EMPTIED
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
