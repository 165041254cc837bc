package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.event.SnapshotRow;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.record.TextFormWantedException;
import io.walmirror.connector.record.Touches;
import io.walmirror.connector.snapshot.demand.DemandListener.Skipped;
import io.walmirror.connector.snapshot.demand.DemandListener.Step;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts rows that were read on demand between the transactions of the stream, so that an older row
 * never comes behind a newer change of it.
 *
 * <p>From before the first row of a table is read, the keys are recorded that emitted transactions
 * touched. A range of rows waits until the stream has come to where its snapshot was taken: all
 * that it shows has been emitted then. Of what was emitted beyond, {@link Recording.Hidden} tells
 * the keys, and their rows are dropped. The others stand at (E - 1, n), where E is how far the
 * stream was read: behind everything that was emitted, before everything that will be.
 *
 * <p>Rows carry what was reached before their range, so that nothing is stored as read whose rows
 * are not. Used by the reader thread alone.
 */
public final class Interleaving {

  private static final Logger log = LoggerFactory.getLogger(Interleaving.class);

  /** How many rows go on before the stream is looked at again, and how many bytes of them. */
  private static final int SLICE = 64;

  private static final int SLICE_BYTES = 1 << 16;

  /** Numbers of rows begin beyond those that a first snapshot can have at the same place. */
  private static final long FIRST_NUMBER = 1L << 32;

  /** More than the rows that a run can hand over without their numbers being stored. */
  private static final long STRIDE = 1L << 24;

  private static final long LATER_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long SWEEP_NANOS = Duration.ofMillis(50).toNanos();
  private static final long SAY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Demand demand;
  private final DemandListener listener;
  private final Passage passage;
  private final Map<String, String> partition;
  private final long seed;
  private final Sweeps sweeps;
  private final Supplier<Lsn> stored;
  private final Window window = new Window(System::nanoTime);
  private Records records;
  private long generation;
  private long number = FIRST_NUMBER;
  private long obeyed;
  private String first = "";
  private boolean unsaid;
  private long saidNanos;
  private List<TableName> tables = List.of();
  private Recording recording;
  private Chunk chunk;
  private List<Sweeps.Due> sweepsBefore = List.of();
  private String writtenBefore = "";
  private long sweptNanos = System.nanoTime();
  private long notBeforeNanos = System.nanoTime();
  private Map<String, Object> offset = Map.of();

  /** A range on its way. */
  private static final class Chunk {
    private final DemandPiece.Range range;
    private final Recording.Hidden hidden;
    private final Reached before;
    private int next;
    private long kept;

    private Chunk(DemandPiece.Range range, Recording.Hidden hidden, Reached before) {
      this.range = range;
      this.hidden = hidden;
      this.before = before;
    }

    private Reached reached() {
      return next == 0
          ? before
          : before.row(range.leaf().name(), range.table().keyOf(range.rows().get(next - 1)), kept);
    }
  }

  Interleaving(
      Demand demand,
      DemandListener listener,
      Passage passage,
      Map<String, String> partition,
      long seed,
      Sweeps sweeps,
      Supplier<Lsn> stored) {
    this.demand = demand;
    this.listener = listener;
    this.passage = passage;
    // Not copied: Connect finds an offset by the order of its partition's keys, which a copy loses.
    this.partition = partition;
    this.seed = seed;
    this.sweeps = sweeps;
    this.stored = stored;
  }

  /** Takes over what an earlier run stored. */
  void restore(StoredDemand earlier) {
    demand.restore(earlier);
    generation = earlier.generation();
    number = Math.max(number, earlier.number() + STRIDE);
    sweepsBefore = earlier.sweeps();
    writtenBefore = earlier.written();
    obeyed = demand.version();
    first = demand.first();
  }

  /** Rows go to these records from now on, which may be of another history. */
  public void begin(Records now, long nowGeneration) {
    if (generation != nowGeneration) {
      demand.forgetReached();
      sweeps.clear();
      sweepsBefore = List.of();
      writtenBefore = "";
    }
    generation = nowGeneration;
    records = now;
    sweeps.restore(records, sweepsBefore);
    sweepsBefore = List.of();
    abandon();
  }

  /** True if there may be something to do between two transactions; costs nothing. */
  public boolean isDue() {
    return unsaid || passage.isFilled() || demand.version() != obeyed || sweepsAreDue();
  }

  private boolean sweepsAreDue() {
    return !sweeps.isEmpty() && System.nanoTime() - sweptNanos >= SWEEP_NANOS;
  }

  /** True while something is read: the reader thread should not sleep for long. */
  public boolean isActive() {
    return recording != null || unsaid || passage.isFilled();
  }

  /**
   * Does a little of it; the stream was read up to {@code covered}, and no transaction is open. The
   * bytes of rows that go on are told, and none do while they are {@code held}; returns how many
   * rows those were, or -1 if the stream has to be read further first.
   */
  public int step(Lsn covered, BooleanSupplier held, IntConsumer weigh) {
    if (demand.version() != obeyed) {
      obey();
    }
    if (sweepsAreDue()) {
      sweptNanos = System.nanoTime();
      if (sweeps.sweep(records, stored.get())) {
        say();
      }
    }
    DemandPiece piece = passage.peek();
    if (piece instanceof DemandPiece.Range range) {
      if (covered.isBefore(range.bound())) {
        return -1;
      }
      return window.isOpen() && !held.getAsBoolean() ? emit(range, covered, weigh) : 0;
    }
    if (piece != null) {
      take(piece, covered);
    } else if (unsaid && System.nanoTime() - saidNanos >= SAY_NANOS) {
      say();
    }
    return 0;
  }

  /** Commands are stored at once, and what was read and is not wanted any more is thrown away. */
  private void obey() {
    obeyed = demand.version();
    // A request that came and was stopped since may have been begun all the same.
    if (!demand.first().equals(first) || demand.open().isEmpty()) {
      first = demand.first();
      abandon();
    }
    say();
  }

  private void take(DemandPiece piece, Lsn covered) {
    if (piece instanceof DemandPiece.Started started) {
      tables = started.tables();
      log.info("snapshot {} on demand begins: {}", started.request().id(), tables);
      listener.started(started.request(), tables);
      for (RangeTable each : started.planned()) {
        listener.expected(started.request(), each.name(), each.expected());
      }
    } else if (piece instanceof DemandPiece.Watch watch) {
      watch(watch.table(), covered);
    } else if (piece instanceof DemandPiece.Shown shown) {
      recording.forget(shown.seen());
    } else if (piece instanceof DemandPiece.Reformed reformed) {
      reformed(reformed.table());
    } else if (piece instanceof DemandPiece.TableDone done) {
      tableDone(done.table(), covered);
    } else if (piece instanceof DemandPiece.Left left) {
      left(left);
    } else if (piece instanceof DemandPiece.Halt) {
      // Whoever reads the stream asks for it, and takes it away when all is read.
      return;
    } else if (piece instanceof DemandPiece.Aborted aborted) {
      abort(aborted.request(), aborted.reason());
    } else if (piece instanceof DemandPiece.Done done) {
      log.info("snapshot {} on demand is complete", done.request().id());
      listener.completed(done.request());
      finish(done.request());
    }
    // What sends the other side back has taken it already.
    if (passage.peek() == piece) {
      passage.take();
    }
  }

  private void abort(SnapshotRequest request, String reason) {
    log.warn("snapshot {} on demand ends: {}", request.id(), reason);
    listener.aborted(request, reason);
    finish(request);
  }

  /** The request for which the stream is to wait, if its turn has come. */
  public Optional<Halted> halted() {
    if (!passage.isFilled()
        || demand.version() != obeyed
        || System.nanoTime() - notBeforeNanos < 0
        || !(passage.peek() instanceof DemandPiece.Halt halt)) {
      return Optional.empty();
    }
    return Optional.of(new Halted(halt.open()));
  }

  /** A request that is read while the stream waits; a restart goes on with its next table. */
  public final class Halted {

    private final OpenRequest open;

    private Halted(OpenRequest open) {
      this.open = open;
    }

    public OpenRequest open() {
      return open;
    }

    /** True as long as nobody stopped it. */
    public boolean isWanted() {
      return demand.first().equals(first) && !first.isEmpty();
    }

    /** These tables are read for it. */
    public void started(List<TableName> wanted) {
      log.info("snapshot {} on demand begins, the stream waits: {}", open.request().id(), wanted);
      tables = List.copyOf(wanted);
      listener.started(open.request(), tables);
    }

    /** About so many rows of a table are wanted; negative where nobody knows. */
    public void expected(TableName table, long rows) {
      listener.expected(open.request(), table, rows);
    }

    /** A table is read from here on. */
    public void begin(TableName table, Lsn point) {
      listener.tableBegan(open.request(), table, 0);
      if (open.condition(table).isEmpty() && open.request().means(table)) {
        sweeps.begin(records, table, point.value(), "");
      } else {
        sweeps.drop();
      }
      offset = state();
    }

    /** A row of the table. */
    public void row(Relation relation, Tuple row, Lsn point, long micros) {
      SnapshotRow read =
          new SnapshotRow(relation, row, point, ++number, micros, SnapshotRow.BETWEEN);
      records.read(read, key -> true, partition, offset, () -> sweeps.sent(() -> {}));
    }

    /** So many more rows of the table were sent. */
    public void sent(TableName table, long rows) {
      listener.read(open.request(), table, rows);
    }

    /** All rows of the table were sent. */
    public void end(TableName table, Lsn point, long rows) {
      sweeps.end(point);
      demand.reach(open.request(), Reached.passed(table));
      listener.tableDone(open.request(), table, rows);
      say();
    }

    /** The table is not read to its end. */
    public void leave(TableName table, String reason) {
      left(DemandPiece.Left.table(open.request(), table, Skipped.REFUSED, reason));
    }

    /** Nothing is what the request calls so. */
    public void miss(String expression) {
      left(DemandPiece.Left.unmatched(open.request(), expression));
    }

    /** This table is not there any more. */
    public void gone(TableName table) {
      Skipped why = Skipped.DROPPED;
      left(DemandPiece.Left.table(open.request(), table, why, why.reason()));
    }

    /** All tables were read. */
    public void complete() {
      log.info("snapshot {} on demand is complete", open.request().id());
      listener.completed(open.request());
      finish(open.request());
      passage.back();
    }

    /** It cannot be read. */
    public void abort(String reason) {
      Interleaving.this.abort(open.request(), reason);
      passage.back();
    }

    /** It is tried again a moment later; the stream goes on meanwhile. */
    public void later() {
      sweeps.drop();
      notBeforeNanos = System.nanoTime() + LATER_NANOS;
    }
  }

  /** Records what happens to a table from here on, if its rows can be told by a key. */
  private void watch(RangeTable table, Lsn covered) {
    Relation relation = records.inForce(table.table().relation());
    Optional<Reached> known =
        demand.reached(table.request()).filter(at -> at.table().equals(table.name()));
    try {
      if (!records.hasKey(relation)) {
        refuse(table, Skipped.NO_KEY, "its events have no key");
        return;
      }
    } catch (DataException e) {
      refuse(table, Skipped.REFUSED, e.getMessage());
      return;
    }
    recording = Recording.of(relation.oid(), seed);
    records.tell(recording);
    passage.watched(true);
    long since = known.map(Reached::since).orElse(covered.value());
    if (known.isEmpty() || known.get().isAgain()) {
      demand.reach(table.request(), Reached.begin(table, since));
    }
    listener.tableBegan(
        table.request(),
        table.name(),
        demand.reached(table.request()).map(Reached::rows).orElse(0L));
    if (table.condition().isEmpty() && table.request().means(table.name())) {
      sweeps.begin(records, table.name(), since, known.isEmpty() ? "" : writtenBefore);
    } else {
      sweeps.drop();
    }
    writtenBefore = "";
  }

  private void refuse(RangeTable table, Skipped why, String reason) {
    left(DemandPiece.Left.table(table.request(), table.name(), why, reason));
    abandon();
  }

  private void left(DemandPiece.Left left) {
    stopRecording();
    sweeps.drop();
    log.warn(
        "snapshot {} on demand: {} is not read: {}",
        left.request().id(),
        left.said(),
        left.reason());
    left.table().ifPresent(table -> demand.reach(left.request(), Reached.passed(table)));
    listener.skipped(left.request(), left.said(), left.why(), left.reason());
    say();
  }

  private void reformed(RangeTable table) {
    log.info("{} was altered, rewritten or emptied; it is read again", table.name());
    stopRecording();
    demand
        .reached(table.request())
        .filter(at -> at.table().equals(table.name()))
        .ifPresent(at -> demand.reach(table.request(), at.again()));
  }

  private void tableDone(RangeTable table, Lsn covered) {
    stopRecording();
    sweeps.end(covered);
    demand
        .reached(table.request())
        .ifPresent(
            at -> {
              demand.reach(table.request(), at.end());
              listener.tableDone(table.request(), table.name(), at.rows());
            });
    say();
  }

  private void finish(SnapshotRequest request) {
    stopRecording();
    demand.finish(request);
    first = demand.first();
    say();
  }

  private int emit(DemandPiece.Range range, Lsn covered, IntConsumer weigh) {
    if (chunk == null && !begin(range)) {
      return 0;
    }
    chunk.hidden.update();
    if (chunk.hidden.stale()) {
      sendBack(recording.broken());
      return 0;
    }
    try {
      return slice(records.inForce(range.table().table().relation()), covered, weigh);
    } catch (TextFormWantedException e) {
      log.warn("{}; reading text instead", e.getMessage());
      passage.wantText();
      reformed(range.table());
      abandon();
    } catch (DataException e) {
      refuse(range.table(), Skipped.REFUSED, e.getMessage());
    }
    return 0;
  }

  private boolean begin(DemandPiece.Range range) {
    Optional<Reached> before = demand.reached(range.table().request());
    if (before.isEmpty() || recording == null) {
      abandon();
      return false;
    }
    Relation shape = range.table().table().relation();
    chunk = new Chunk(range, recording.hiddenFrom(range.seen(), shape), before.get());
    offset = state();
    return true;
  }

  private int slice(Relation relation, Lsn covered, IntConsumer weigh) {
    Window.Slice slice = window.slice();
    try {
      return slice(relation, covered, weigh, () -> sweeps.sent(slice.sent()));
    } finally {
      slice.ended();
    }
  }

  private int slice(Relation relation, Lsn covered, IntConsumer weigh, Supplier<Runnable> receipt) {
    DemandPiece.Range range = chunk.range;
    int end = Math.min(range.rows().size(), chunk.next + SLICE);
    int bytes = 0;
    Verdict verdict = new Verdict(chunk.hidden);
    long before = number;
    while (chunk.next < end && bytes < SLICE_BYTES) {
      Tuple row = range.rows().get(chunk.next);
      SnapshotRow read =
          new SnapshotRow(
              relation, row, covered, number + 1, range.micros(), SnapshotRow.ON_DEMAND);
      if (records.read(read, verdict::wanted, partition, offset, receipt)) {
        number++;
        chunk.kept++;
        bytes += row.bytes().length;
        weigh.accept(row.bytes().length);
      } else if (verdict.partial) {
        // Its event lacks a value that the row has to bring: what it is now is read instead.
        demand.reach(range.table().request(), chunk.reached());
        sendBack(false);
        return (int) (number - before);
      }
      chunk.next++;
    }
    if (chunk.next == range.rows().size()) {
      chunkDone(range);
    }
    return (int) (number - before);
  }

  private void chunkDone(DemandPiece.Range range) {
    Reached now = chunk.reached().chunk();
    demand.reach(range.table().request(), now);
    chunk = null;
    unsaid = true;
    recording.forget(range.seen());
    passage.take();
    int after = tables.indexOf(now.table()) + 1;
    listener.progressed(
        range.table().request(),
        new Step(
            now.table(),
            now.rows(),
            now.chunks(),
            now.key(),
            tables.subList(after, tables.size())));
  }

  /** Has what is left read again; and what was recorded forgotten, if that is worth nothing. */
  private void sendBack(boolean anew) {
    chunk = null;
    unsaid = true;
    if (anew) {
      abandon();
    } else {
      passage.back();
    }
  }

  private void abandon() {
    stopRecording();
    chunk = null;
    passage.back();
  }

  private void stopRecording() {
    recording = null;
    passage.watched(false);
    if (records != null) {
      records.tell(Touches.NONE);
    }
  }

  private void say() {
    // Rows that follow must not say less: what was asked in the middle of a range would be lost.
    offset = state();
    records.controls().demandProgress(partition, offset);
    unsaid = false;
    saidNanos = System.nanoTime();
  }

  private Map<String, Object> state() {
    return demand.state(generation, number, sweeps.due(), sweeps.written()).map();
  }

  /** What becomes of one row after the other. */
  private static final class Verdict {
    private final Recording.Hidden hidden;
    private boolean partial;

    private Verdict(Recording.Hidden hidden) {
      this.hidden = hidden;
    }

    private boolean wanted(Struct key) {
      if (!hidden.touched(key)) {
        return true;
      }
      partial = hidden.partial(key);
      return false;
    }
  }
}
