package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.PutHash;
import io.walmirror.sink.config.FenceConfig;
import io.walmirror.sink.text.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Protocol.Keyword;

/**
 * With fence: a script that compares versions and applies in one step. Several rows share a call,
 * for its price is mostly the call's; each row has its own answer.
 */
final class FencedDialect implements Dialect {

  /** Managed servers refuse more than 3,999 arguments. */
  private static final int MAX_ARGUMENTS = 3_900;

  /** How long a script may hold up other clients: this many rows and bytes. */
  private static final int MAX_ROWS = 50;

  private static final int MAX_BYTES = 256 * 1024;

  private static final byte[][] NUMBERS = numbers();
  private static final byte[] DELETE = NUMBERS[0];

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
      int end = singly ? next + 1 : groupEnd(commands, next);
      exchange.send(call(commands.subList(next, end)), new Group(next, end));
      next = end;
    }
  }

  private static int groupEnd(List<Command> commands, int from) {
    int arguments = 4;
    int bytes = 0;
    int end = from;
    while (end < commands.size() && end - from < MAX_ROWS) {
      Command command = commands.get(end);
      arguments += arguments(command);
      bytes += command.size();
      if (end > from && (arguments > MAX_ARGUMENTS || bytes > MAX_BYTES)) {
        break;
      }
      end++;
    }
    return end;
  }

  private static int arguments(Command command) {
    if (command instanceof PutHash put) {
      return 7 + put.fields().size() + put.removed().size() + put.kept().size();
    }
    return 4;
  }

  private CommandArguments call(List<Command> group) {
    CommandArguments call =
        new CommandArguments(Protocol.Command.EVALSHA)
            .add(scriptName)
            .add(number(2 * group.size()));
    for (Command command : group) {
      byte[] key = command.key().array();
      call.add(key).add(SideKeys.version(key));
    }
    call.add(tombstoneMillis).add(versionField);
    for (Command command : group) {
      byte[] version = command.version().text().getBytes(StandardCharsets.ISO_8859_1);
      switch (command.kind()) {
        case PUT_HASH -> put(call, (PutHash) command, version);
        case DELETE -> call.add(DELETE).add(version);
      }
    }
    return call;
  }

  private void put(CommandArguments call, PutHash put, byte[] version) {
    call.add(number(put.fields().size() + 2))
        .add(number(put.removed().size()))
        .add(number(put.kept().size()));
    addAll(call, put.fields());
    call.add(versionField).add(stamp(version, put.fingerprint().array()));
    addAll(call, put.removed());
    addAll(call, put.kept());
  }

  /** What the version field holds: version, {@code #}, fingerprint. */
  private static byte[] stamp(byte[] version, byte[] fingerprint) {
    byte[] stamp = new byte[version.length + 1 + fingerprint.length];
    System.arraycopy(version, 0, stamp, 0, version.length);
    stamp[version.length] = '#';
    System.arraycopy(fingerprint, 0, stamp, version.length + 1, fingerprint.length);
    return stamp;
  }

  private static void addAll(CommandArguments call, List<Bytes> arguments) {
    for (Bytes argument : arguments) {
      call.add(argument.array());
    }
  }

  private static byte[] number(int number) {
    return number < NUMBERS.length ? NUMBERS[number] : Protocol.toByteArray(number);
  }

  private static byte[][] numbers() {
    byte[][] numbers = new byte[256][];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Protocol.toByteArray(i);
    }
    return numbers;
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
