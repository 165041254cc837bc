package io.walmirror.connector;

import io.walmirror.connector.ack.Acknowledgements;
import io.walmirror.connector.ack.StoredOffsets;
import io.walmirror.connector.brake.Brake;
import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.event.SnapshotRow;
import io.walmirror.connector.metrics.SnapshotFigures;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.progress.Pace;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.record.SnapshotOffset;
import io.walmirror.connector.record.SourceOffset.Unfinished;
import io.walmirror.connector.snapshot.Chunk;
import io.walmirror.connector.snapshot.CopyWorkers;
import io.walmirror.connector.snapshot.Estimates;
import io.walmirror.connector.snapshot.ExportedSnapshot;
import io.walmirror.connector.snapshot.LeafProgress;
import io.walmirror.connector.snapshot.Markers;
import io.walmirror.connector.snapshot.Piece;
import io.walmirror.connector.snapshot.Plan;
import io.walmirror.connector.snapshot.PublishedTables;
import io.walmirror.connector.snapshot.SnapshotTable;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.wire.SqlFailure;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot from its first row to its last: in rounds, each under a snapshot of its own. First the
 * stream is read up to the point of the round, then what is left of the tables as of that point,
 * and then the stream goes on from there. So every row is followed by all that happened to it
 * since. Used by the reader thread alone.
 */
final class SnapshotPhase {

  private static final Logger log = LoggerFactory.getLogger(SnapshotPhase.class);

  private static final Duration WAIT = Duration.ofMillis(100);
  private static final long SHARE_OF_QUEUE = 4;

  private final SourceConfig config;
  private final StoredOffsets offsets;
  private final SnapshotFigures figures;
  private final PublishedTables published;
  private final Plan plan;
  private final long generation;
  private final Throttle throttle;
  private final Brake brake;
  private final Records records;
  private final SnapshotLedger ledger;
  private final NewTables newTables;
  private final boolean newTablesOnly;
  private long id;
  private final Set<TableName> underWay = new HashSet<>();
  private boolean planned;
  private final Codecs codecs;
  private boolean inText;
  private boolean begun;
  private long number;

  /** {@code unfinished} is the snapshot that is gone on with, or one that is to begin. */
  SnapshotPhase(
      SourceConfig config,
      StoredOffsets offsets,
      Codecs codecs,
      SnapshotFigures figures,
      Acknowledgements acknowledgements,
      Records records,
      long generation,
      Unfinished unfinished,
      Brake brake) {
    this.brake = brake;
    this.config = config;
    this.offsets = offsets;
    this.codecs = codecs;
    this.figures = figures;
    this.generation = generation;
    this.id = unfinished.id();
    this.newTablesOnly = unfinished.newTables();
    this.newTables = new NewTables(config, offsets);
    this.throttle = new Throttle(config.snapshot().rowsPerSecond());
    this.plan = new Plan(config.snapshot().chunkBlocks());
    this.records = records;
    this.ledger =
        new SnapshotLedger(
            config.topicPrefix(),
            records,
            acknowledgements,
            plan,
            config.snapshotMode(),
            generation);
    this.inText = !config.streamRequest().binary();
    this.published = NewTables.published(config);
  }

  /** Looks whether an earlier run had stored all of it: then there is nothing to do. */
  boolean storedAlready(Catalog catalog) throws SQLException {
    if (id == 0 || begun) {
      return false;
    }
    plan(catalog.connection());
    boolean all = plan.unstored().isEmpty();
    if (all) {
      // Offsets tell of it until what follows a snapshot is sent.
      records.beginSnapshot(new Unfinished(id, newTablesOnly), table -> false);
    }
    return all;
  }

  /** True until the first round of a snapshot of all tables has begun. */
  boolean isNew() {
    return id == 0 && !newTablesOnly;
  }

  /** Plans the round that begins at this snapshot's point. */
  void begin(ExportedSnapshot snapshot, Reader reader) throws SQLException {
    boolean goesOn = id != 0;
    if (!goesOn) {
      id = snapshot.point().value();
    }
    plan(snapshot.connection());
    figures.planned(Estimates.rest(snapshot.connection(), plan.leaves()));
    if (!begun) {
      records.beginSnapshot(new Unfinished(id, newTablesOnly), plan::partial);
      // Without it what is stored of leaves would belong to no snapshot that a restart knows.
      reader.storeProgress();
      begun = true;
      log.info(
          "snapshot {} {} at {}: {} tables, {} rows",
          id,
          goesOn ? "goes on" : "begins",
          snapshot.point(),
          plan.leaves().size(),
          figures.rowsExpected() == Pace.UNKNOWN ? "?" : "about " + figures.rowsExpected());
    }
  }

  private void plan(Connection connection) throws SQLException {
    List<SnapshotTable> all = published.read(connection);
    Map<TableName, SnapshotOffset> stored = planned || id == 0 ? Map.of() : stored(all);
    List<SnapshotTable> tables = all;
    if (newTablesOnly) {
      underWay.addAll(stored.keySet());
      tables = newTables.among(all, generation, underWay, connection);
    }
    ledger.known(newTables.all(all, generation, connection));
    plan.update(
        tables.stream()
            .map(
                table ->
                    table.inText(
                        column ->
                            inText || codecs.prefersText(column.typeOid(), column.modifier())))
            .toList(),
        leaf ->
            Optional.ofNullable(stored.get(leaf))
                .map(of -> new Plan.Earlier(of.file(), of.blocks(), of.done())));
    ledger.begin(id, tables, stored);
    ledger.inPart(all, tables);
    planned = true;
  }

  private Map<TableName, SnapshotOffset> stored(List<SnapshotTable> tables) {
    List<TableName> leaves =
        tables.stream().flatMap(table -> table.leaves().stream()).map(leaf -> leaf.name()).toList();
    return offsets.read(leaves, generation, id);
  }

  /** Reads what is left under this snapshot, after the stream was read up to its point. */
  void read(ExportedSnapshot snapshot, Reader reader) throws SQLException, InterruptedException {
    Round round = new Round(snapshot, reader);
    reader.hold(brake);
    try (CopyWorkers workers =
        CopyWorkers.start(
            config.database(),
            snapshot,
            plan.rest(),
            config.snapshot().threads(),
            config.queueBytes() / SHARE_OF_QUEUE)) {
      round.read(workers);
    } catch (SQLException e) {
      if (SqlFailure.of(e) != SqlFailure.NO_BINARY_FORM || inText) {
        throw e;
      }
      log.warn("a column's type has no binary form ({}); reading text instead", e.getMessage());
      inText = true;
    }
  }

  /** True once all rows were handed over. */
  boolean complete() {
    return begun && plan.complete();
  }

  /** What is still to be said when all rows were sent. */
  SnapshotLedger ledger() {
    return ledger;
  }

  /** One round's rows on their way. */
  private final class Round implements Markers.Downstream {

    private final ExportedSnapshot snapshot;
    private final Reader reader;
    private final Markers markers;
    private final Map<Integer, Integer> chunksLeft = new HashMap<>();
    private int left;

    Round(ExportedSnapshot snapshot, Reader reader) {
      this.snapshot = snapshot;
      this.reader = reader;
      this.markers = new Markers(number == 0 && plan.begun().isEmpty(), plan.begun(), this);
      plan.rest().forEach(chunk -> chunksLeft.merge(table(chunk.table()), 1, Integer::sum));
      this.left = plan.rest().size();
    }

    void read(CopyWorkers workers) throws SQLException, InterruptedException {
      while (left > 0) {
        reader.hold(brake);
        Piece piece = workers.next(WAIT);
        if (piece instanceof Piece.Rows rows) {
          LeafProgress leaf = plan.of(rows.chunk());
          rows.rows().forEach(row -> markers.row(leaf, rows.chunk(), row));
          figures.read(rows.chunk().table(), rows.rows().size());
          reader.pace(throttle, rows.rows().size());
        } else if (piece instanceof Piece.Done done) {
          markers.chunkDone(plan.of(done.chunk()), done.chunk());
          chunkEnds(done.chunk().table());
        } else if (piece instanceof Piece.Rewritten rewritten) {
          TableName leaf = rewritten.chunk().leaf().name();
          if (plan.again(leaf)) {
            log.info("{} {} while it was read; it is read again", leaf, rewritten.how());
          }
          chunkEnds(rewritten.chunk().table());
        } else if (piece instanceof Piece.Failed failed) {
          throw failed.failure();
        }
        ledger.tellComplete(false);
        reader.betweenRows(piece == null);
      }
      rewrittenMeanwhile();
      markers.end(plan.nothingAgain());
      ledger.tellComplete(true);
      reader.betweenRows(true);
    }

    private void chunkEnds(SnapshotTable table) {
      left--;
      if (chunksLeft.merge(table(table), -1, Integer::sum) == 0) {
        markers.tableDone(table(table));
        figures.done(table);
      }
    }

    /** Tables whose rows were all read before somebody wrote them anew. */
    private void rewrittenMeanwhile() throws SQLException {
      Set<Integer> rewritten = PublishedTables.rewritten(snapshot.connection());
      List<TableName> unstored = plan.unstored();
      plan.leaves().stream()
          .filter(leaf -> rewritten.contains(leaf.leaf().oid()))
          .filter(leaf -> unstored.contains(leaf.leaf().name()))
          .forEach(leaf -> plan.again(leaf.leaf().name()));
    }

    @Override
    public void row(LeafProgress leaf, Chunk chunk, Tuple row, String marker) {
      reader.row(
          new SnapshotRow(
              leaf.table().relation(), row, snapshot.point(), ++number, snapshot.micros(), marker),
          ledger.place(leaf),
          () -> leaf.sent(chunk));
    }

    private int table(SnapshotTable table) {
      return table.relation().oid();
    }
  }
}
