package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.Empty;
import io.walmirror.sink.command.Command.Invalidate;
import io.walmirror.sink.command.Command.PutDocument;
import io.walmirror.sink.config.FenceConfig;
import io.walmirror.sink.text.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import redis.clients.jedis.Protocol;

/**
 * With fence: a script that compares versions and applies in one step. Several rows share a call,
 * for its price is partly the call's; each row has its own answer.
 */
final class FencedDialect implements Dialect {

  /** More than a batch has rows: only where others write the same keys all the time. */
  private static final int ROUNDS = 20_000;

  private static final Outcome CONTENDED =
      new Outcome.NotNow("CONTENDED", "others write the same keys all the time");

  private final byte[] versionField;
  private final byte[] tombstoneMillis;
  private final byte[] hashes;
  private final byte[] invalidations;
  private final byte[] documents;
  private final SweepScript sweep;
  private byte[] hashesName = new byte[0];
  private byte[] invalidationsName = new byte[0];
  private byte[] documentsName = new byte[0];

  FencedDialect(FenceConfig config, SweepScript sweep) {
    this.versionField = config.versionField().getBytes(StandardCharsets.UTF_8);
    this.tombstoneMillis = Protocol.toByteArray(config.tombstoneTtl().toMillis());
    this.hashes = Script.of("fence.lua", config);
    this.invalidations = Script.of("invalidate.lua", config);
    this.documents = Script.of("document.lua", config);
    this.sweep = sweep;
  }

  @Override
  public void prepare(RedisLink link) throws LinkException {
    hashesName = link.load(hashes);
    invalidationsName = link.load(invalidations);
    documentsName = link.load(documents);
    sweep.load(link);
  }

  @Override
  public void send(List<Command> commands, int from, boolean singly, Exchange exchange) {
    int next = from;
    while (next < commands.size()) {
      if (commands.get(next) instanceof Empty empty) {
        exchange.send(sweep.call(new Sweep(empty), List.of()), new Floor(next));
        next++;
      } else if (commands.get(next) instanceof Invalidate) {
        InvalidateCall call = new InvalidateCall();
        int end = fill(call, commands, next, singly);
        exchange.send(call.arguments(invalidationsName, tombstoneMillis), new Group(next, end));
        next = end;
      } else if (commands.get(next) instanceof PutDocument) {
        DocumentCall call = new DocumentCall();
        int end = fill(call, commands, next, singly);
        exchange.send(call.arguments(documentsName, tombstoneMillis), new Group(next, end));
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

  /**
   * In each round the first row of each key is answered for; another of the same key, whose state
   * that changes, is asked about once more.
   */
  @Override
  public boolean finish(List<Command> commands, Exchange exchange) {
    SortedMap<Integer, DocumentQuestion> questions = exchange.takeQuestions();
    boolean asked = !questions.isEmpty();
    for (int round = 1; !questions.isEmpty(); round++) {
      if (round > ROUNDS) {
        questions.keySet().forEach(command -> exchange.outcome(command, CONTENDED));
        return true;
      }
      Set<Bytes> keys = new HashSet<>();
      questions.forEach(
          (command, question) -> {
            PutDocument put = (PutDocument) commands.get(command);
            DocumentCall call = new DocumentCall();
            if (keys.add(put.key())) {
              call = DocumentCall.answering(put, question);
            } else {
              call.takes(put);
            }
            exchange.send(
                call.arguments(documentsName, tombstoneMillis), new Group(command, command + 1));
          });
      exchange.receive();
      questions = exchange.takeQuestions();
    }
    return asked;
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
      if (answer instanceof List<?> question) {
        exchange.asked(command, DocumentQuestion.of(question));
      } else if (answer instanceof Long number) {
        exchange.outcome(command, OUTCOMES[number.intValue()]);
      } else {
        String error = new String((byte[]) answer, StandardCharsets.UTF_8);
        exchange.error(ErrorReply.parse(error), command, command + 1);
      }
    }
  }
}
