package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.PutHash;
import io.walmirror.sink.text.Bytes;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** Without fence: HSET, HDEL and DEL, whatever the key has seen. */
final class PlainDialect implements Dialect {

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
                new CommandArguments(Protocol.Command.DEL).add(command.key().array()),
                new Answer(i));
      }
    }
  }

  private static void put(PutHash put, Answer answer, Exchange exchange) {
    if (!put.fields().isEmpty()) {
      exchange.send(with(Protocol.Command.HSET, put.key(), put.fields()), answer);
    }
    if (!put.removed().isEmpty()) {
      exchange.send(with(Protocol.Command.HDEL, put.key(), put.removed()), answer);
    }
    if (put.fields().isEmpty() && put.removed().isEmpty()) {
      exchange.outcome(answer.command, Outcome.Applied.WHOLE);
    }
  }

  private static CommandArguments with(Protocol.Command command, Bytes key, List<Bytes> rest) {
    CommandArguments arguments = new CommandArguments(command).add(key.array());
    for (Bytes argument : rest) {
      arguments.add(argument.array());
    }
    return arguments;
  }
}
