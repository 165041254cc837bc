package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import java.util.List;

/** How commands are said to Redis and how its replies are understood. For one thread. */
interface Dialect {

  /** Makes a new connection ready, or one whose server forgot its scripts. */
  void prepare(RedisLink link) throws LinkException;

  /**
   * Sends the commands from that one on.
   *
   * @param singly whether no two of them may share a reply
   */
  void send(List<Command> commands, int from, boolean singly, Exchange exchange);

  /** Answers what Redis asked back, until it asks no more; whether it asked at all. */
  default boolean finish(List<Command> commands, Exchange exchange) {
    return false;
  }
}
