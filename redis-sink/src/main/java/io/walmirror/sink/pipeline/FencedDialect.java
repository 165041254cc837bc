package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.config.FenceConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Protocol.Keyword;

/**
 * With fence: a script that compares versions and applies in one step. Several rows share a call,
 * for its price is partly the call's; each row has its own answer.
 */
final class FencedDialect implements Dialect {

  private final byte[] versionField;
  private final byte[] tombstoneMillis;
  private final byte[] script;
  private byte[] scriptName = new byte[0];

  FencedDialect(FenceConfig config, byte[] script) {
    this.versionField = config.versionField().getBytes(StandardCharsets.UTF_8);
    this.tombstoneMillis = Protocol.toByteArray(config.tombstoneTtl().toMillis());
    this.script = script;
  }

  @Override
  public void prepare(RedisLink link) throws LinkException {
    Object reply =
        link.call(new CommandArguments(Protocol.Command.SCRIPT).add(Keyword.LOAD).add(script));
    RedisLink.check(LinkException.Step.LOAD_SCRIPT, reply);
    scriptName = (byte[]) reply;
  }

  @Override
  public void send(List<Command> commands, int from, boolean singly, Exchange exchange) {
    int next = from;
    while (next < commands.size()) {
      ScriptCall call = new ScriptCall();
      int end = next;
      while (end < commands.size() && !(singly && end > next) && call.takes(commands.get(end))) {
        end++;
      }
      exchange.send(
          call.arguments(scriptName, tombstoneMillis, versionField), new Group(next, end));
      next = end;
    }
  }

  /** One call of the script, whose reply has an answer for each row. */
  private record Group(int from, int to) implements Exchange.Request {

    private static final long FENCED = 0;
    private static final long INCOMPLETE = 2;

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
        exchange.outcome(command, outcome(number));
      } else {
        String error = new String((byte[]) answer, StandardCharsets.UTF_8);
        exchange.error(ErrorReply.parse(error), command, command + 1);
      }
    }

    private static Outcome outcome(long answer) {
      if (answer == FENCED) {
        return Outcome.Fenced.STALE;
      }
      return answer == INCOMPLETE ? Outcome.Applied.INCOMPLETE : Outcome.Applied.WHOLE;
    }
  }
}
