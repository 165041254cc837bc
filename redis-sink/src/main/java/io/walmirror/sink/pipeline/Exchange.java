package io.walmirror.sink.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import redis.clients.jedis.CommandArguments;

/**
 * Commands of one batch on their way: what was sent, in order, and what became of each command. For
 * one thread.
 */
final class Exchange {

  /** Something sent that one reply answers. */
  interface Request {
    /** Reads the reply into outcomes. */
    void answered(Object reply, Exchange exchange);

    /** The commands it was about: from the first to before the last. */
    int from();

    int to();
  }

  private static final int NONE = Integer.MAX_VALUE;

  private final RedisLink link;
  private final Outcome[] outcomes;
  private final boolean singly;
  private final List<Request> requests = new ArrayList<>();
  private final SortedMap<Integer, DocumentQuestion> questions = new TreeMap<>();
  private int received;
  private int withoutScript = NONE;
  private int undecided = NONE;
  private int unanswered = NONE;
  private boolean reconnect;

  Exchange(RedisLink link, Outcome[] outcomes, boolean singly) {
    this.link = link;
    this.outcomes = outcomes;
    this.singly = singly;
  }

  void send(CommandArguments command, Request request) {
    requests.add(request);
    link.send(command);
  }

  /** Reads the replies to everything that was sent. */
  void receive() {
    for (; received < requests.size(); received++) {
      requests.get(received).answered(link.receive(), this);
      requests.set(received, null);
    }
  }

  /** Redis asks something before it decides on this command. */
  void asked(int command, DocumentQuestion question) {
    questions.put(command, question);
  }

  /** What was asked and not answered yet, by command. */
  SortedMap<Integer, DocumentQuestion> takeQuestions() {
    SortedMap<Integer, DocumentQuestion> taken = new TreeMap<>(questions);
    questions.clear();
    return taken;
  }

  /**
   * Whatever was not answered may have been done or not.
   *
   * @param again whether to repeat that at once
   */
  void lost(String reason, int from, boolean again) {
    Outcome unknown = new Outcome.Unknown(reason);
    for (Request request : requests) {
      if (request != null) {
        Arrays.fill(outcomes, request.from(), request.to(), unknown);
      }
    }
    for (int i = from; i < outcomes.length; i++) {
      if (outcomes[i] == null) {
        outcomes[i] = unknown;
      }
      if (again && outcomes[i] == unknown) {
        unanswered = Math.min(unanswered, i);
      }
    }
  }

  /** One command's outcome; where two replies are about it, the first that is not well stays. */
  void outcome(int command, Outcome outcome) {
    Outcome before = outcomes[command];
    if (before == null || before.kind() == Outcome.Kind.APPLIED) {
      outcomes[command] = outcome;
    }
  }

  /** An error that is about all of these commands. */
  void error(ErrorReply error, int from, int to) {
    reconnect |= error.asksForReconnect();
    if (error.isNoScript()) {
      withoutScript = Math.min(withoutScript, from);
    }
    Outcome outcome = error.isNoScript() ? notNow(error) : error.outcome();
    if (outcome.kind() == Outcome.Kind.REJECTED && to - from > 1 && !singly) {
      undecided = Math.min(undecided, from);
    }
    for (int i = from; i < to; i++) {
      outcome(i, outcome);
    }
  }

  /** Whether a script was not known to the server. */
  boolean lacksScript() {
    return withoutScript != NONE;
  }

  /** Whether an error came for several commands of which perhaps only one deserves it. */
  boolean isUndecided() {
    return undecided != NONE;
  }

  /**
   * The first command from which everything is to be sent once more at once, in the same order;
   * beyond the last where nothing is.
   */
  int repeatFrom() {
    return Math.min(unanswered, Math.min(withoutScript, undecided));
  }

  boolean asksForReconnect() {
    return reconnect;
  }

  private static Outcome notNow(ErrorReply error) {
    return new Outcome.NotNow(error.code(), error.message());
  }
}
