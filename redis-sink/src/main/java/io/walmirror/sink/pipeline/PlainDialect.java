package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.Delete;
import io.walmirror.sink.command.Command.Invalidate;
import io.walmirror.sink.command.Command.PutDocument;
import io.walmirror.sink.command.Command.PutHash;
import io.walmirror.sink.command.Fields;
import io.walmirror.sink.command.RowType;
import io.walmirror.sink.row.Expiry;
import io.walmirror.sink.text.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;

/** Without fence: HSET, HDEL and DEL, whatever the key has seen. */
final class PlainDialect implements Dialect {

  /** The size of a command that has nothing but its name and its key. */
  private static final int KEY_ALONE = 2;

  /** As SET has it. */
  private static final byte[] UNTIL = "PXAT".getBytes(StandardCharsets.US_ASCII);

  private static final ProtocolCommand JSON_SET =
      () -> "JSON.SET".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ROOT = {'$'};

  private record Answer(int command) implements Exchange.Request {
    @Override
    public void answered(Object reply, Exchange exchange) {
      if (reply instanceof ErrorReply error) {
        exchange.error(error, command, command + 1);
      } else {
        exchange.outcome(command, Outcome.Applied.WHOLE);
      }
    }

    @Override
    public int from() {
      return command;
    }

    @Override
    public int to() {
      return command + 1;
    }
  }

  @Override
  public void prepare(RedisLink link) {}

  @Override
  public void send(List<Command> commands, int from, boolean singly, Exchange exchange) {
    for (int i = from; i < commands.size(); i++) {
      Command command = commands.get(i);
      switch (command.kind()) {
        case PUT_HASH -> put((PutHash) command, new Answer(i), exchange);
        case DELETE ->
            exchange.send(
                new CommandArguments(Protocol.Command.DEL).add(((Delete) command).key().array()),
                new Answer(i));
        case INVALIDATE ->
            exchange.send(
                new CommandArguments(Protocol.Command.DEL)
                    .add(((Invalidate) command).key().array()),
                new Answer(i));
        case PUT_DOCUMENT -> document((PutDocument) command, new Answer(i), exchange);
        case EMPTY -> throw new IllegalStateException("without fence no table is emptied");
      }
    }
  }

  private static CommandArguments set(byte[] key, Bytes text, Optional<Expiry> expiry) {
    CommandArguments set = new CommandArguments(Protocol.Command.SET).add(key).add(text.array());
    expiry.filter(it -> !it.isNever()).ifPresent(it -> set.add(UNTIL).add(it.millis()));
    return set;
  }

  private static CommandArguments expire(byte[] key, Expiry expiry) {
    return expiry.isNever()
        ? new CommandArguments(Protocol.Command.PERSIST).add(key)
        : new CommandArguments(Protocol.Command.PEXPIREAT).add(key).add(expiry.millis());
  }

  private static void document(PutDocument put, Answer answer, Exchange exchange) {
    byte[] key = put.key().array();
    if (put.text().isEmpty()) {
      exchange.send(new CommandArguments(Protocol.Command.DEL).add(key), answer);
    } else if (put.type() == RowType.JSON) {
      byte[] text = put.text().get().array();
      exchange.send(new CommandArguments(JSON_SET).add(key).add(ROOT).add(text), answer);
      put.origin().expiry().ifPresent(expiry -> exchange.send(expire(key, expiry), answer));
    } else {
      exchange.send(set(key, put.text().get(), put.origin().expiry()), answer);
    }
  }

  private static void put(PutHash put, Answer answer, Exchange exchange) {
    CommandArguments set = new CommandArguments(Protocol.Command.HSET).add(put.key().array());
    CommandArguments remove = new CommandArguments(Protocol.Command.HDEL).add(put.key().array());
    Iterator<Bytes> values = put.fields().values().iterator();
    int field = 0;
    for (Bytes name : put.shape().names()) {
      char state = put.fields().state(field++);
      if (state == Fields.SET) {
        set.add(name.array()).add(values.next().array());
      } else if (state == Fields.REMOVED) {
        remove.add(name.array());
      }
    }
    exchange.outcome(answer.command, Outcome.Applied.WHOLE);
    if (set.size() > KEY_ALONE) {
      exchange.send(set, answer);
    }
    if (remove.size() > KEY_ALONE) {
      exchange.send(remove, answer);
    }
    put.origin()
        .expiry()
        .ifPresent(expiry -> exchange.send(expire(put.key().array(), expiry), answer));
  }
}
