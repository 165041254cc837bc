package io.walmirror.sink;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.Empty;
import io.walmirror.sink.metrics.SinkMetrics;
import io.walmirror.sink.pipeline.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where outcomes become what Connect understands: nothing, a report, a retry or a
 * failure. Steps are settled in order; at the first that Redis cannot take now, or whose answer was
 * lost, everything from there on is put off, so that order is kept. For one thread.
 */
final class Settlement {

  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

  /** The code under which lost answers are counted. */
  private static final String LOST = "LOST";

  private final SinkTaskContext context;
  private final RejectedRecords rejected;
  private final Patience patience;
  private final Progress progress;
  private final Sweeps sweeps;
  private final AwaitedSweeps awaited;
  private final OtherHistory otherHistory;
  private final SinkMetrics metrics;
  private final Clock clock;

  Settlement(
      SinkTaskContext context,
      RejectedRecords rejected,
      Patience patience,
      Progress progress,
      Sweeps sweeps,
      AwaitedSweeps awaited,
      OtherHistory otherHistory,
      SinkMetrics metrics,
      Clock clock) {
    this.context = context;
    this.rejected = rejected;
    this.patience = patience;
    this.progress = progress;
    this.sweeps = sweeps;
    this.awaited = awaited;
    this.otherHistory = otherHistory;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Settles each step by its outcome; the outcomes are those of the steps that were sent. A record
   * is settled with the last of its steps.
   */
  void settle(Batch batch, List<Outcome> outcomes) {
    List<Step> steps = batch.steps();
    Iterator<Outcome> next = outcomes.iterator();
    Optional<Command> lastApplied = Optional.empty();
    long now = clock.millis();
    try {
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        if (step instanceof Step.Send send) {
          Outcome outcome = next.next();
          settle(send, outcome);
          if (outcome.kind() == Outcome.Kind.APPLIED) {
            lastApplied = Optional.of(send.command());
            took(send.command(), now);
          }
        } else if (step instanceof Step.Refuse refuse) {
          rejected.reject(refuse.record(), refuse.code(), refuse.reason());
        } else if (step instanceof Step.Sweep sweep) {
          awaited.add(sweep);
        } else {
          metrics.ignored();
        }
        if (batch.endsRecord(i)) {
          progress.settledNext();
        }
      }
    } finally {
      lastApplied.ifPresent(last -> metrics.lastApplied(last.version().text()));
    }
    metrics.batch(outcomes.size());
    if (!outcomes.isEmpty()) {
      relieve();
    }
  }

  /**
   * Settles a piece of what a TRUNCATE takes; a piece that Redis cannot do now is tried again in
   * another call. Whether the TRUNCATE goes on.
   */
  boolean settlePiece(Step.Send step, Outcome outcome) {
    switch (outcome.kind()) {
      case REJECTED -> {
        reject(step, (Outcome.Rejected) outcome);
        return false;
      }
      case UNKNOWN, NOT_NOW, NEVER -> throw failure(step, outcome);
      case APPLIED, FENCED -> relieve();
    }
    return true;
  }

  /** The delivery is settled to its end. */
  void completed() {
    rejected.forget();
  }

  /** Asks for another call by then, though nothing may have arrived. */
  void callAgain(Duration by) {
    context.timeout(by.toMillis());
  }

  /** Has Connect say, in a moment, where it is in each partition. */
  void askForPositions() {
    context.requestCommit();
  }

  private void relieve() {
    patience
        .relieved()
        .ifPresent(lasted -> LOG.info("Redis takes changes again, after {}", lasted));
  }

  /** Ends a call that has lasted too long; what is left of the delivery comes back at once. */
  RetriableException pause(Duration lasted) {
    context.timeout(1);
    return new RetriableException(
        "Redis is slow: "
            + lasted.toMillis()
            + " ms for a part of the records; going on with the"
            + " rest in the next call");
  }

  private void settle(Step.Send send, Outcome outcome) {
    switch (outcome.kind()) {
      case APPLIED -> applied(send, ((Outcome.Applied) outcome).effect());
      case FENCED -> fenced(send, (Outcome.Fenced) outcome);
      case REJECTED -> reject(send, (Outcome.Rejected) outcome);
      case UNKNOWN, NOT_NOW, NEVER -> throw failure(send, outcome);
    }
  }

  private void applied(Step.Send send, Outcome.Applied.Effect effect) {
    metrics.applied();
    otherHistory.applied(send.record());
    switch (effect) {
      case INCOMPLETE -> metrics.incomplete();
      case CAUGHT_UP -> metrics.caughtUp();
      case WHOLE -> {
        if (send.command() instanceof Empty empty) {
          sweeps.begin(send, empty);
        }
      }
    }
  }

  private void fenced(Step.Send send, Outcome.Fenced outcome) {
    metrics.fenced();
    if (outcome.emptied()) {
      return;
    }
    OptionalLong committed = send.command().origin().commitMillis();
    Long stamped = send.record().timestamp();
    if (committed.isPresent() || stamped != null) {
      otherHistory.fenced(send.record(), committed.isPresent() ? committed.getAsLong() : stamped);
    }
  }

  private ConnectException failure(Step.Send send, Outcome outcome) {
    if (outcome instanceof Outcome.Unknown unknown) {
      return later(LOST, unknown.reason());
    }
    if (outcome instanceof Outcome.NotNow notNow) {
      return later(notNow.code(), notNow.reason());
    }
    return failed(send, (Outcome.Never) outcome);
  }

  /** What was asked of Redis about a whole mapping was not answered: no record's fault. */
  ConnectException unanswered(String question, Outcome outcome) {
    if (outcome instanceof Outcome.Unknown unknown) {
      return later(LOST, unknown.reason());
    }
    if (outcome instanceof Outcome.NotNow notNow) {
      return later(notNow.code(), notNow.reason());
    }
    if (outcome instanceof Outcome.Never never) {
      return new ConnectException(
          "Redis does not answer "
              + question
              + ": "
              + never.code()
              + " "
              + never.reason()
              + ". To cure it: "
              + never.cure()
              + "; then restart the task. Nothing is lost.");
    }
    return new ConnectException("Redis does not answer " + question + ": " + outcome);
  }

  private void reject(Step.Send send, Outcome.Rejected outcome) {
    String what =
        "Redis refuses "
            + subject(send.command())
            + " with \""
            + outcome.code()
            + " "
            + outcome.reason()
            + "\"";
    rejected.reject(send.record(), outcome.code(), new DataException(what + cure(outcome)));
  }

  private RetriableException later(String code, String reason) {
    metrics.retried(code);
    boolean first = !patience.isTried();
    Duration delay =
        patience
            .refused()
            .orElseThrow(
                () ->
                    new ConnectException(
                        "Redis has not taken changes for longer than redis.retry.timeout.ms; last: "
                            + code
                            + " "
                            + reason
                            + ". Cure Redis and restart the task; nothing is lost."));
    if (first) {
      LOG.warn("Redis cannot take changes now ({} {}); trying again until it can", code, reason);
    }
    context.timeout(delay.toMillis());
    return new RetriableException(
        "Redis cannot take changes now ("
            + code
            + " "
            + reason
            + "); trying again in "
            + delay.toMillis()
            + " ms");
  }

  private static ConnectException failed(Step.Send send, Outcome.Never outcome) {
    return new ConnectException(
        "Redis will not take "
            + subject(send.command())
            + ": "
            + outcome.code()
            + " "
            + outcome.reason()
            + ". To cure it: "
            + outcome.cure()
            + "; then restart the task. Nothing is lost.");
  }

  private void took(Command command, long now) {
    OptionalLong committed = command.origin().commitMillis();
    if (committed.isPresent()) {
      metrics.commitToApplied(Math.max(0, now - committed.getAsLong()));
    }
  }

  private static String subject(Command command) {
    return "a change of "
        + command.origin().table().map(Object::toString).orElse(command.origin().topic())
        + " at "
        + command.version();
  }

  private static String cure(Outcome.Rejected outcome) {
    return switch (outcome.code()) {
      case "WRONGTYPE" ->
          ": something else has written this key; delete it, or choose another redis.keyspace";
      case "VERSIONSCHEME" ->
          ": version scheme changed, or the version field is not ours; name the scheme of before in"
              + " redis.fence.supersedes, raise redis.version.generation if the topic's partitions"
              + " changed, or delete the key";
      default -> "";
    };
  }
}
