package io.walmirror.connector.assemble;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.Place;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.pgoutput.Decoder;
import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Message;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Makes changes of the messages of one stream: counts them in their transaction, drops what was
 * delivered before, and keeps what is not captured from going further. Used by the reader thread
 * alone.
 *
 * <p>Each change waits for the message behind it. So the last one of a transaction is known to be
 * the last, and its place says that the slot may forget the whole transaction once it is stored.
 * Without that, a finished transaction could be confirmed only by the record after it, which may
 * never come.
 */
public final class Assembler implements AutoCloseable {

  /** PostgreSQL counts from 2000, everybody else from 1970. */
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private final Capture capture;
  private final Consumer<Change> downstream;
  private final Map<Integer, InForce> relations = new HashMap<>();
  private final Map<Integer, InForce> replayedRelations = new HashMap<>();
  private final StreamedTransactions streamed;
  private final Decoder decoder = new Decoder();

  private ResumePoint resume = ResumePoint.at(Lsn.ZERO);
  private Lsn lastCommitEnd = Lsn.ZERO;
  private Transaction transaction;
  private boolean dropping;
  private boolean dropUntilFound;
  private long ordinal;
  private Lsn lastLsn = Lsn.ZERO;
  private long sameLsn;
  private InForce lastRelation;
  private long arrivals;

  private StreamedTransaction replayed;
  private StreamedTransaction.Entries replay;
  private Message.Commit replayedCommit;

  private Message waiting;
  private Relation waitingRelation;
  private long waitingOrdinal;
  private Lsn waitingLsn;
  private long waitingSameLsn;

  /** What goes further: tables and prefixes of logical messages. */
  public record Capture(Predicate<TableName> tables, Predicate<String> prefixes) {}

  public Assembler(Capture capture, Buffering buffering, Consumer<Change> downstream) {
    this.capture = capture;
    this.streamed = new StreamedTransactions(buffering);
    this.downstream = downstream;
  }

  /** Forgets all of the stream before; the next message is the first of a new one. */
  public void resumeAt(ResumePoint point) {
    resume = point;
    lastCommitEnd = point.covered();
    relations.clear();
    lastRelation = null;
    transaction = null;
    waiting = null;
    waitingRelation = null;
    endReplay();
    streamed.clear();
  }

  /** Everything handed downstream so far, as the point from which another stream would go on. */
  public ResumePoint resumePoint() {
    return resume;
  }

  /** True while the server sends a part of a transaction that is still open. */
  public boolean inBlock() {
    return streamed.inBlock();
  }

  /** Bytes of open transactions, in memory and in files. */
  public long bufferedBytes() {
    return streamed.memoryBytes();
  }

  public long spilledBytes() {
    return streamed.spilledBytes();
  }

  /**
   * Notes that the server has nothing more before this LSN. Says nothing within a transaction,
   * where the server's own position runs ahead of what it has sent.
   */
  public void idleAt(Lsn lsn) {
    if (transaction == null && !streamed.inBlock()) {
      resume = resume.coveredUpTo(lsn);
    }
  }

  /** Takes the next message, whose record is at {@code lsn}. */
  public void accept(Message message, Lsn lsn) {
    switch (message.kind()) {
      case BEGIN -> begin((Message.Begin) message);
      case COMMIT -> commit((Message.Commit) message);
      case RELATION -> relation(((Message.RelationShape) message).relation());
      case INSERT -> change(message, lsn, relation(((Message.Insert) message).relationId()));
      case UPDATE -> change(message, lsn, relation(((Message.Update) message).relationId()));
      case DELETE -> change(message, lsn, relation(((Message.Delete) message).relationId()));
      case TRUNCATE -> {
        for (int relationId : ((Message.Truncate) message).relationIds()) {
          change(message, lsn, relation(relationId));
        }
      }
      case LOGICAL -> logical((Message.Logical) message, lsn);
      case ORIGIN -> origin((Message.Origin) message);
      case STREAM_START -> streamed.start(((Message.StreamStart) message).xid());
      case STREAM_STOP -> streamed.stop();
      case STREAMED -> streamed.add((Message.Streamed) message, lsn, ++arrivals);
      case STREAM_ABORT -> {
        Message.StreamAbort abort = (Message.StreamAbort) message;
        streamed.abort(abort.xid(), abort.subXid());
      }
      case STREAM_COMMIT -> startReplay((Message.StreamCommit) message);
      case TYPE -> {
        // Nothing that a change needs.
      }
    }
  }

  private void begin(Message.Begin begin) {
    if (transaction != null) {
      throw new MalformedMessageException("BEGIN inside a transaction");
    }
    transaction =
        new Transaction(
            begin.xid(),
            begin.commitLsn(),
            begin.commitMicros() + EPOCH_MICROS,
            lastCommitEnd,
            Transaction.Origin.LOCAL);
    int seen = begin.commitLsn().compareTo(resume.commitLsn());
    dropUntilFound = seen == 0 && resume.ordinal() > 0;
    dropping = seen < 0 || dropUntilFound;
    ordinal = 0;
    sameLsn = 0;
    lastLsn = Lsn.ZERO;
  }

  private void commit(Message.Commit commit) {
    if (transaction == null) {
      throw new MalformedMessageException("COMMIT outside a transaction");
    }
    if (dropUntilFound) {
      throw new ResumePointLostException(
          "transaction "
              + Integer.toUnsignedString(transaction.xid())
              + " at "
              + transaction.commitLsn()
              + " does not hold change "
              + resume.sameLsn()
              + " at "
              + resume.changeLsn()
              + ", after which to go on: another server or another publication answers under this"
              + " name");
    }
    handOver(commit.endLsn());
    lastCommitEnd = commit.endLsn();
    resume = resume.coveredUpTo(commit.endLsn());
    transaction = null;
  }

  private void relation(Relation relation) {
    inForce(relation, ++arrivals);
  }

  /**
   * A shape that arrived earlier, inside a block, holds for its own transaction; for the others
   * only if none has arrived since.
   */
  private void inForce(Relation relation, long arrival) {
    lastRelation = new InForce(relation, capture.tables().test(relation.name()), arrival);
    if (replay != null) {
      replayedRelations.put(relation.oid(), lastRelation);
    }
    InForce known = relations.get(relation.oid());
    if (known == null || known.arrival < arrival) {
      relations.put(relation.oid(), lastRelation);
    }
  }

  private InForce relation(int oid) {
    InForce last = lastRelation;
    if (last == null || last.relation.oid() != oid) {
      last = replay == null ? null : replayedRelations.get(oid);
      if (last == null) {
        last = relations.get(oid);
      }
      if (last == null) {
        throw new MalformedMessageException(
            "a change of relation " + Integer.toUnsignedString(oid) + " before its RELATION");
      }
      lastRelation = last;
    }
    return last;
  }

  private void change(Message message, Lsn lsn, InForce inForce) {
    if (count(lsn) && inForce.captured) {
      await(message, inForce.relation, lsn);
    }
  }

  private void await(Message message, Relation relation, Lsn lsn) {
    handOver(resume.covered());
    waiting = message;
    waitingRelation = relation;
    waitingOrdinal = ordinal;
    waitingLsn = lsn;
    waitingSameLsn = sameLsn;
  }

  private void logical(Message.Logical message, Lsn lsn) {
    boolean captured = capture.prefixes().test(message.prefix());
    if (message.transactional()) {
      // Counted like any change, so that positions are the same whatever prefixes are captured.
      if (count(lsn) && captured) {
        await(message, null, lsn);
      }
      return;
    }
    if (transaction != null) {
      throw new MalformedMessageException("a message of no transaction inside one");
    }
    if (message.lsn().isAfter(resume.covered())) {
      emit(message, captured);
    }
  }

  /** A message of no transaction is complete in itself: it covers the log up to its end. */
  private void emit(Message.Logical message, boolean captured) {
    Lsn end = message.lsn();
    if (captured) {
      Transaction none = new Transaction(0, end, 0, lastCommitEnd, Transaction.Origin.LOCAL);
      Change change =
          new Change.Emitted(none, new Place(0, end, 0, end), message.prefix(), message.content());
      downstream.accept(change);
      resume = ResumePoint.after(change);
    } else {
      resume = resume.coveredUpTo(end);
    }
  }

  private void origin(Message.Origin origin) {
    if (streamed.inBlock()) {
      streamed.origin(origin);
      return;
    }
    if (transaction == null || ordinal > 0) {
      throw new MalformedMessageException("ORIGIN elsewhere than after BEGIN");
    }
    transaction = transaction.from(new Transaction.Origin(origin.name(), origin.lsn()));
  }

  /** Counts a change; true if it was not delivered before. */
  private boolean count(Lsn lsn) {
    if (transaction == null) {
      throw new MalformedMessageException("a change outside a transaction");
    }
    sameLsn = lsn.equals(lastLsn) ? sameLsn + 1 : 1;
    lastLsn = lsn;
    ordinal++;
    if (!dropping) {
      return true;
    }
    if (dropUntilFound && sameLsn == resume.sameLsn() && lsn.equals(resume.changeLsn())) {
      ordinal = resume.ordinal();
      dropUntilFound = false;
      dropping = false;
    }
    return false;
  }

  private void handOver(Lsn covered) {
    if (waiting == null) {
      return;
    }
    Place place = new Place(waitingOrdinal, waitingLsn, waitingSameLsn, covered);
    Change change = change(waiting, place);
    waiting = null;
    waitingRelation = null;
    downstream.accept(change);
    resume = ResumePoint.after(change);
  }

  private Change change(Message message, Place place) {
    Relation relation = waitingRelation;
    return switch (message.kind()) {
      case INSERT ->
          new Change.Inserted(transaction, place, relation, ((Message.Insert) message).row());
      case UPDATE -> {
        Message.Update update = (Message.Update) message;
        yield new Change.Updated(transaction, place, relation, update.old(), update.row());
      }
      case DELETE ->
          new Change.Deleted(transaction, place, relation, ((Message.Delete) message).old());
      case TRUNCATE -> new Change.Truncated(transaction, place, relation);
      case LOGICAL -> {
        Message.Logical logical = (Message.Logical) message;
        yield new Change.Emitted(transaction, place, logical.prefix(), logical.content());
      }
      case BEGIN,
          COMMIT,
          RELATION,
          TYPE,
          ORIGIN,
          STREAM_START,
          STREAM_STOP,
          STREAM_COMMIT,
          STREAM_ABORT,
          STREAMED ->
          throw new IllegalStateException(message.kind() + " is no change");
    };
  }

  private void startReplay(Message.StreamCommit commit) {
    begin(new Message.Begin(commit.commitLsn(), commit.commitMicros(), commit.xid()));
    replayed = streamed.take(commit.xid()).orElseGet(() -> new StreamedTransaction(commit.xid()));
    if (replayed.isDoubtful() && (!dropping || dropUntilFound)) {
      endReplay();
      transaction = null;
      throw new DoubtfulTransactionException(commit.commitLsn());
    }
    replayed.origin().ifPresent(this::origin);
    replayedCommit = new Message.Commit(commit.commitLsn(), commit.endLsn(), commit.commitMicros());
    try {
      replay = replayed.entries();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the spill folder", e);
    }
    lastRelation = null;
  }

  /** True while a transaction that was sent open and has committed is read back. */
  public boolean replaying() {
    return replay != null;
  }

  /** Takes the next message of the transaction that is read back. */
  public void replayNext() {
    try {
      StreamedTransaction.Entry entry = replay.next();
      if (entry != null) {
        Message message = decoder.decode(entry.message());
        if (message instanceof Message.RelationShape shape) {
          inForce(shape.relation(), entry.arrival());
        } else {
          accept(message, entry.lsn());
        }
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the spill folder", e);
    }
    endReplay();
    commit(replayedCommit);
  }

  private void endReplay() {
    if (replay != null) {
      try {
        replay.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close a spill file", e);
      }
      replay = null;
    }
    if (replayed != null) {
      streamed.discard(replayed);
      replayed = null;
    }
    replayedRelations.clear();
    lastRelation = null;
  }

  /** Removes what is left of open transactions. */
  @Override
  public void close() {
    endReplay();
    streamed.clear();
  }

  private record InForce(Relation relation, boolean captured, long arrival) {}
}
