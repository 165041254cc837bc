package io.walmirror.sink.pipeline;

import io.walmirror.sink.config.Replicas;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Waits until enough replicas have what was said before on the connection; where they have not,
 * what Redis did is to be said again.
 */
record Confirmation(Replicas replicas, int from, int to) implements Exchange.Request {

  CommandArguments command() {
    return new CommandArguments(Command.WAIT)
        .add(replicas.number())
        .add(replicas.timeout().toMillis());
  }

  @Override
  public void answered(Object reply, Exchange exchange) {
    if (reply instanceof ErrorReply error) {
      exchange.error(error, from, to);
    } else if ((Long) reply < replicas.number()) {
      Outcome later =
          new Outcome.NotNow(
              "WAIT",
              reply + " of " + replicas.number() + " replicas have it after " + replicas.timeout());
      for (int i = from; i < to; i++) {
        exchange.outcome(i, later);
      }
    }
  }
}
