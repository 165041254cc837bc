package io.walmirror.connector;

import io.walmirror.connector.Opening.Opened;
import io.walmirror.connector.assemble.Assembler;
import io.walmirror.connector.assemble.Buffering;
import io.walmirror.connector.brake.Brake;
import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.event.SnapshotRow;
import io.walmirror.connector.metrics.SourceMetrics;
import io.walmirror.connector.pgoutput.Decoder;
import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Message;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.record.SnapshotOffset;
import io.walmirror.connector.snapshot.demand.Interleaving;
import io.walmirror.connector.wire.ReplicationStream;
import io.walmirror.envelope.Lsn;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one open stream and makes records of it: a step reads one message or finds that there is
 * none. Used by the reader thread alone.
 */
final class Reader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Reader.class);

  private static final int STATUS_EVERY_MESSAGES = 256;
  private static final Duration WAIT = Duration.ofMillis(100);

  /** While rows are read on demand, whose coming wakes nobody. */
  private static final Duration SHORT_WAIT = Duration.ofMillis(2);

  /** How long the server may take to say where it is before it is asked again. */
  private static final long ASK_NANOS = Duration.ofMillis(20).toNanos();

  private final Decoder decoder = new Decoder();
  private final Assembler assembler;
  private final Records records;
  private final Outbox outbox;
  private final SourceMetrics metrics;
  private final Signals signals;
  private final Notifications notifications;
  private final FormWatch forms;
  private final InstantSource clock;
  private final long progressNanos;
  private final long heartbeatNanos;

  private ReplicationStream stream;
  private Lsn emittedCovered;
  private long lastProgressNanos;
  private long lastHeartbeatNanos;
  private Duration silence;
  private int messages;
  private Lsn limit;
  private Beyond beyond;
  private SnapshotLedger snapshot;
  private Interleaving demand;
  private Throttle pace;
  private Brake brake;
  private BooleanSupplier held;
  private long askedNanos;

  /** A message that was read and belongs behind the limit. */
  private record Beyond(Message message, Lsn lsn) {}

  Reader(
      RecordMaker maker,
      ReaderSettings settings,
      Opened opened,
      Duration silentAtMost,
      SourceMetrics metrics,
      InstantSource clock) {
    this.outbox = settings.outbox();
    this.metrics = metrics;
    this.clock = clock;
    this.progressNanos = settings.progress().toNanos();
    this.heartbeatNanos = settings.heartbeat().toNanos();
    this.signals = settings.signals();
    this.notifications = settings.notifications();
    this.forms = settings.forms();
    this.records = maker.records(opened, outbox::add);
    signals.tell(records);
    this.assembler = new Assembler(settings.capture(), settings.buffering(), this::read);
    // A new history is stored at once: until then the stored offset belongs to the broken one.
    this.emittedCovered = opened.anew() ? Lsn.ZERO : opened.point().covered();
    this.lastProgressNanos = System.nanoTime() - (opened.anew() ? progressNanos : 0);
    this.lastHeartbeatNanos = System.nanoTime();
    readFrom(opened, silentAtMost);
  }

  /** Goes on with another stream of the same history; gives it up after that long a silence. */
  void readFrom(Opened opened, Duration silentAtMost) {
    silence = silentAtMost;
    stream = opened.stream();
    beyond = null;
    // A promotion in between begins a timeline, and offsets tell which one they are of.
    records.goesOnIn(opened.history());
    assembler.resumeAt(opened.point());
  }

  /** Where another stream would go on. */
  ResumePoint resumePoint() {
    return assembler.resumePoint();
  }

  /** Stops at the first transaction that committed there or behind. */
  void limit(Lsn point) {
    limit = point;
  }

  /** Reads on, however far. */
  void limitless() {
    limit = null;
  }

  /** True once all transactions were read that committed below the limit. */
  boolean atLimit() {
    // What waited for an earlier limit may lie before this one.
    return limit != null
        && ((beyond != null && isBeyond(beyond.message))
            || !assembler.resumePoint().covered().isBefore(limit));
  }

  Records records() {
    return records;
  }

  /** A row of a snapshot; the stream waits meanwhile. */
  void row(SnapshotRow row, SnapshotOffset.Place place, Supplier<Runnable> receipt) {
    records.read(row, place, receipt);
    outbox.weigh(row.row().bytes().length);
  }

  /** Counts the bytes of rows that were just added. */
  void weigh(long bytes) {
    outbox.weigh(Math.toIntExact(bytes));
  }

  /** The request for which the stream is to wait, if there is one and nothing holds it. */
  Optional<Interleaving.Halted> halted() {
    return demand == null || limit != null
        ? Optional.empty()
        : demand.halted().filter(request -> !brake.holds());
  }

  /** Waits as long as the setting for rows a second wants after so many of a snapshot. */
  void pace(Throttle throttle, int rows) throws SQLException, InterruptedException {
    for (Duration wait = throttle.after(rows); !wait.isZero(); wait = throttle.after(0)) {
      betweenRows(true);
      Thread.sleep(Math.min(wait.toMillis() + 1, WAIT.toMillis()));
    }
  }

  /** Waits as long as rows of a first snapshot have to. */
  void hold(Brake waiting) throws SQLException, InterruptedException {
    while (waiting.holds()) {
      betweenRows(true);
      Thread.sleep(WAIT.toMillis());
    }
  }

  /** What is due between a snapshot's rows; {@code idle} if there are none for a moment. */
  void betweenRows(boolean idle) throws SQLException, InterruptedException {
    talk();
    if (idle || outbox.due()) {
      metrics.sent(outbox.flush(this::keepStream));
    }
    keepStream();
  }

  /**
   * Tells the server that its stream is still wanted; one that broke is noticed when it is read.
   */
  private void keepStream() {
    try {
      stream.sendStatusIfDue();
    } catch (SQLException e) {
      log.debug("the stream that waits for the snapshot's end broke", e);
    }
  }

  /** From now on rows that are read on demand go on between transactions, at this pace. */
  void interleave(Interleaving rows, long generation, Throttle rowsPerSecond, Brake waiting) {
    demand = rows;
    pace = rowsPerSecond;
    brake = waiting;
    held = waiting::holds;
    demand.begin(records, generation);
  }

  /**
   * Lets some rows go on that were read on demand, if none of the stream's are in their way; true
   * if any did, so that more may be there.
   */
  private boolean demanded() throws SQLException {
    if (demand == null || !demand.isDue() || limit != null) {
      return false;
    }
    if (assembler.betweenTransactions() && outbox.light() && pace.after(0).isZero()) {
      int rows = demand.step(assembler.resumePoint().covered(), held, outbox::weigh);
      long now = System.nanoTime();
      if (rows >= 0) {
        return rows > 0 && pace.after(rows).isZero();
      } else if (now - askedNanos >= ASK_NANOS) {
        askedNanos = now;
        stream.askWhereItIs();
      }
    }
    return false;
  }

  /** Has it stored where the stream is, by a record of no table. */
  void storeProgress() {
    ResumePoint point = assembler.resumePoint();
    records.controls().progress(point);
    emittedCovered = point.covered();
    lastProgressNanos = System.nanoTime();
  }

  /**
   * Sends what follows a snapshot once it is stored as a whole: the sweeps, and behind them that it
   * is. True if nothing is left to wait for.
   */
  boolean settle() {
    if (snapshot != null && snapshot.settled()) {
      snapshot.sweep();
      snapshot.completed();
      snapshot = null;
      records.snapshotStored();
      log.info("the snapshot is stored as a whole");
      // Said at once: until then a restart asks what is stored of every table.
      storeProgress();
    }
    return snapshot == null;
  }

  /** Offsets tell of the snapshot until this is settled. */
  void settleAfter(SnapshotLedger ledger) {
    snapshot = ledger;
  }

  /** Reads one message, or waits a moment when there is none. */
  void step() throws SQLException, InterruptedException {
    boolean more = demanded();
    if (assembler.replaying()) {
      assembler.replayNext();
    } else if (beyond != null) {
      Beyond first = beyond;
      beyond = null;
      assembler.accept(first.message, first.lsn);
    } else {
      ByteBuffer bytes = stream.next();
      if (bytes == null) {
        idle(more);
        return;
      }
      accept(bytes);
      if (beyond != null) {
        return;
      }
    }
    if (outbox.due()) {
      handOver();
    }
    if (++messages % STATUS_EVERY_MESSAGES == 0) {
      betweenMessages();
    }
  }

  private void accept(ByteBuffer bytes) {
    try {
      Message message = assembler.inBlock() ? decoder.decodeInBlock(bytes) : decoder.decode(bytes);
      if (limit != null && isBeyond(message)) {
        beyond = new Beyond(message, stream.lsn());
      } else {
        assembler.accept(message, stream.lsn());
      }
    } catch (MalformedMessageException e) {
      throw new ConnectException(
          "the stream cannot be read at "
              + stream.lsn()
              + ": "
              + e.getMessage()
              + "; everything before is delivered and nothing behind it, and the server's version"
              + " or the connector's has to change before the task can go on",
          e);
    }
  }

  private boolean isBeyond(Message message) {
    Lsn lsn = Lsn.ZERO;
    if (message instanceof Message.Begin begin) {
      lsn = begin.commitLsn();
    } else if (message instanceof Message.StreamCommit commit) {
      lsn = commit.commitLsn();
    } else if (message instanceof Message.Logical logical && !logical.transactional()) {
      lsn = logical.lsn();
    }
    return !lsn.isBefore(limit);
  }

  private void read(Change change) {
    if (!signals.take(change, records)) {
      change.visit(records);
    }
    metrics.count(change);
    outbox.weigh(change.messageBytes());
    emittedCovered = records.covered();
    if (!change.transaction().isNone()) {
      metrics.read(change.transaction().commitMicros() / 1000, clock.millis());
    }
  }

  /** Nothing has come: waits a moment for it, unless more is there to be done. */
  private void idle(boolean more) throws SQLException, InterruptedException {
    assembler.idleAt(stream.lsn());
    betweenMessages();
    handOver();
    if (!more) {
      stream.awaitMessage(awaitsRows() ? SHORT_WAIT : WAIT, silence);
    }
  }

  /** True while rows on demand may come that nothing holds. */
  private boolean awaitsRows() {
    return demand != null && demand.isActive() && brake.reason().isEmpty();
  }

  /** What is due now and then, however busy the stream is. */
  private void betweenMessages() throws SQLException {
    stream.sendStatusIfDue();
    ResumePoint point = assembler.resumePoint();
    metrics.stream(stream.lsn(), stream.confirmed(), point);
    metrics.buffered(assembler.bufferedBytes(), assembler.spilledBytes());
    long now = System.nanoTime();
    settle();
    talk();
    if (heartbeatNanos > 0 && now - lastHeartbeatNanos >= heartbeatNanos) {
      records.controls().heartbeat(point);
      emittedCovered = point.covered();
      lastHeartbeatNanos = now;
    }
    if (point.covered().isAfter(emittedCovered) && now - lastProgressNanos >= progressNanos) {
      records.controls().progress(point);
      emittedCovered = point.covered();
      lastProgressNanos = now;
    }
  }

  /** Follows what was asked from outside, and tells what there is to tell. */
  private void talk() {
    if (signals.due()) {
      signals.tell(records);
      storeProgress();
    }
    notifications.send(records);
    forms.tell(records);
  }

  private void handOver() throws SQLException, InterruptedException {
    metrics.sent(outbox.flush(stream::sendStatusIfDue));
  }

  /** Removes what is left of open transactions. */
  @Override
  public void close() {
    if (snapshot != null) {
      snapshot.close();
    }
    assembler.close();
  }

  /** Makes the records of an opened history. */
  interface RecordMaker {
    Records records(Opened opened, Consumer<SourceRecord> downstream);
  }

  /** What the reader is told once. */
  record ReaderSettings(
      Assembler.Capture capture,
      Buffering buffering,
      Duration progress,
      Duration heartbeat,
      Outbox outbox,
      Signals signals,
      Notifications notifications,
      FormWatch forms) {}
}
