package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.RowType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Does one piece of a sweep: asks for the next keys, then has those removed that are the table's
 * and older. Redis is never busy with it for longer than one such question takes. For one thread.
 */
final class Sweeper {

  /** How many keys Redis looks at in one go: about a millisecond. */
  private static final int KEYS = 1_000;

  /** How many keys one call of the script removes at most. */
  private static final int REMOVED = 100;

  private static final byte[] MATCH = ascii("MATCH");
  private static final byte[] COUNT = ascii("COUNT");
  private static final byte[] TYPE = ascii("TYPE");

  private final SweepScript script;

  Sweeper(SweepScript script) {
    this.script = script;
  }

  /** What became of the piece; the sweep goes on from its end only if all of it was done. */
  Outcome piece(RedisLink link, Sweep sweep) {
    CommandArguments scan =
        new CommandArguments(Command.SCAN)
            .add(sweep.cursor())
            .add(MATCH)
            .add(sweep.pattern())
            .add(COUNT)
            .add(KEYS);
    if (sweep.type() != RowType.DELETE) {
      scan.add(TYPE).add(sweep.type().serverType());
    }
    Object reply = link.call(scan);
    if (reply instanceof ErrorReply error) {
      return error.outcome();
    }
    List<?> page = (List<?>) reply;
    List<byte[]> keys = new ArrayList<>();
    for (Object key : (List<?>) page.get(1)) {
      keys.add((byte[]) key);
    }
    List<List<byte[]>> calls = new ArrayList<>();
    for (int from = 0; from == 0 || from < keys.size(); from += REMOVED) {
      List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + REMOVED));
      link.send(script.call(sweep, some));
      calls.add(some);
    }
    return removed(link, sweep, calls, (byte[]) page.get(0));
  }

  private static Outcome removed(
      RedisLink link, Sweep sweep, List<List<byte[]>> calls, byte[] next) {
    long removed = 0;
    Outcome failed = null;
    boolean superseded = false;
    for (List<byte[]> keys : calls) {
      Object reply = link.receive();
      if (reply instanceof ErrorReply error) {
        failed = error.isNoScript() ? new Outcome.Unknown("script forgotten") : error.outcome();
      } else if (reply instanceof List<?> numbers) {
        removed += (Long) numbers.get(0);
        for (Object place : numbers.subList(1, numbers.size())) {
          sweep.forgets(keys.get(((Long) place).intValue()));
        }
      } else {
        superseded |= (Long) reply < 0;
        removed += Math.max(0, (Long) reply);
      }
    }
    if (failed != null) {
      return failed;
    }
    sweep.advance(next, removed);
    if (superseded) {
      sweep.superseded();
    }
    return Outcome.Applied.WHOLE;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
