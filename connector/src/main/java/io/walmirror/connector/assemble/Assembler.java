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
import io.walmirror.envelope.Op;
import io.walmirror.envelope.TableName;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Makes changes of the messages of one stream: counts them in their transaction, drops what was
 * delivered before, and keeps what is not captured from going further. Transactions that are sent
 * while they are open wait here until they commit. Used by the reader thread alone.
 *
 * <p>Each change waits for the message behind it. So the last one of a transaction is known to be
 * the last, and its place says that the slot may forget the whole transaction once it is stored.
 * Without that, a finished transaction could be confirmed only by the record after it, which may
 * never come.
 */
public final class Assembler implements AutoCloseable {

  /** PostgreSQL counts from 2000, everybody else from 1970. */
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private final Decoder decoder = new Decoder();
  private final Capture capture;
  private final Consumer<Change> downstream;
  private final Shapes shapes;
  private final StreamedTransactions streamed;
  private final Predicate<StreamedTransaction> doubtful;

  private ResumePoint resume = ResumePoint.at(Lsn.ZERO);
  private Lsn lastCommitEnd = Lsn.ZERO;
  private Transaction transaction;
  private boolean dropping;
  private boolean dropUntilFound;
  private long ordinal;
  private Lsn lastLsn = Lsn.ZERO;
  private long sameLsn;
  private Waiting waiting;
  private Replay replay;

  /** What goes further: tables, prefixes of logical messages, and all but these operations. */
  public record Capture(Predicate<TableName> tables, Predicate<String> prefixes, Set<Op> skipped) {
    public Capture {
      skipped = Set.copyOf(skipped);
    }
  }

  /** A change that waits for the message behind it; {@code relation} is null for a message. */
  private record Waiting(Message message, Relation relation, long ordinal, Lsn lsn, long sameLsn) {}

  public Assembler(Capture capture, Buffering buffering, Consumer<Change> downstream) {
    this(capture, buffering, downstream, StreamedTransaction::isDoubtful);
  }

  /** Takes what {@code doubtful} does not refuse as it was sent. */
  Assembler(
      Capture capture,
      Buffering buffering,
      Consumer<Change> downstream,
      Predicate<StreamedTransaction> doubtful) {
    this.doubtful = doubtful;
    this.capture = capture;
    this.downstream = downstream;
    this.shapes = new Shapes(capture.tables());
    this.streamed = new StreamedTransactions(buffering);
  }

  /** Forgets all of the stream before; the next message is the first of a new one. */
  public void resumeAt(ResumePoint point) {
    endReplay();
    streamed.clear();
    shapes.clear();
    resume = point;
    lastCommitEnd = point.covered();
    transaction = null;
    waiting = null;
  }

  /** Everything handed downstream so far, as the point from which another stream would go on. */
  public ResumePoint resumePoint() {
    return resume;
  }

  /** True if everything that was handed downstream belongs to transactions that are complete. */
  public boolean betweenTransactions() {
    return transaction == null;
  }

  /** True while the server sends a part of a transaction that is still open. */
  public boolean inBlock() {
    return streamed.inBlock();
  }

  /** Bytes of open transactions in memory. */
  public long bufferedBytes() {
    return streamed.memoryBytes();
  }

  /** Bytes of open transactions in files. */
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
      case RELATION -> shapes.put(((Message.RelationShape) message).relation(), shapes.arrive());
      case INSERT -> change(Op.CREATE, message, lsn, ((Message.Insert) message).relationId());
      case UPDATE -> change(Op.UPDATE, message, lsn, ((Message.Update) message).relationId());
      case DELETE -> change(Op.DELETE, message, lsn, ((Message.Delete) message).relationId());
      case TRUNCATE -> {
        for (int relationId : ((Message.Truncate) message).relationIds()) {
          change(Op.TRUNCATE, message, lsn, relationId);
        }
      }
      case LOGICAL -> logical((Message.Logical) message, lsn);
      case ORIGIN -> origin((Message.Origin) message);
      case STREAM_START -> streamed.start(((Message.StreamStart) message).xid());
      case STREAM_STOP -> streamed.stop();
      case STREAMED -> streamed.add((Message.Streamed) message, lsn, shapes.arrive());
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

  /** True while a transaction that was sent open and has committed is read back. */
  public boolean replaying() {
    return replay != null;
  }

  /** Takes the next message of the transaction that is read back. */
  public void replayNext() {
    StreamedTransaction.Entry entry = replay.next();
    if (entry == null) {
      Message.Commit end = replay.commit();
      endReplay();
      commit(end);
      return;
    }
    Message message = decoder.decode(entry.message());
    if (message instanceof Message.RelationShape shape) {
      shapes.put(shape.relation(), entry.arrival());
    } else {
      accept(message, entry.lsn());
    }
  }

  private void startReplay(Message.StreamCommit commit) {
    begin(new Message.Begin(commit.commitLsn(), commit.commitMicros(), commit.xid()));
    StreamedTransaction sent = streamed.take(commit.xid());
    boolean known = dropping && !dropUntilFound;
    if (doubtful.test(sent) && !known) {
      streamed.discard(sent);
      transaction = null;
      throw new DoubtfulTransactionException(commit.commitLsn());
    }
    sent.origin().ifPresent(this::origin);
    replay = Replay.open(sent, commit);
    shapes.replaying(true);
  }

  private void endReplay() {
    if (replay != null) {
      replay.close();
      streamed.discard(replay.transaction());
      replay = null;
    }
    shapes.replaying(false);
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
      throw new ResumePointLostException(transaction, resume);
    }
    handOver(commit.endLsn());
    lastCommitEnd = commit.endLsn();
    resume = resume.coveredUpTo(commit.endLsn());
    transaction = null;
  }

  private void change(Op op, Message message, Lsn lsn, int relationId) {
    Shapes.Shape shape = shapes.of(relationId);
    if (count(lsn) && shape.captured() && !capture.skipped().contains(op)) {
      await(message, shape.relation(), lsn);
    }
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
    if (!captured) {
      resume = resume.coveredUpTo(end);
      return;
    }
    Transaction none = new Transaction(0, end, 0, lastCommitEnd, Transaction.Origin.LOCAL);
    Change change =
        new Change.Emitted(none, new Place(0, end, 0, end), message.prefix(), message.content());
    downstream.accept(change);
    resume = ResumePoint.after(change);
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

  private void await(Message message, Relation relation, Lsn lsn) {
    handOver(resume.covered());
    waiting = new Waiting(message, relation, ordinal, lsn, sameLsn);
  }

  private void handOver(Lsn covered) {
    if (waiting == null) {
      return;
    }
    Change change = change(waiting, covered);
    waiting = null;
    downstream.accept(change);
    resume = ResumePoint.after(change);
  }

  private Change change(Waiting counted, Lsn covered) {
    Place place = new Place(counted.ordinal, counted.lsn, counted.sameLsn, covered);
    Message message = counted.message;
    Relation relation = counted.relation;
    if (message instanceof Message.Insert insert) {
      return new Change.Inserted(transaction, place, relation, insert.row());
    }
    if (message instanceof Message.Update update) {
      return new Change.Updated(transaction, place, relation, update.old(), update.row());
    }
    if (message instanceof Message.Delete delete) {
      return new Change.Deleted(transaction, place, relation, delete.old());
    }
    if (message instanceof Message.Logical logical) {
      return new Change.Emitted(transaction, place, logical.prefix(), logical.content());
    }
    return new Change.Truncated(transaction, place, relation);
  }

  /** Removes what is left of open transactions. */
  @Override
  public void close() {
    endReplay();
    streamed.close();
  }
}
