package io.walmirror.connector;

import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.record.TextFormWantedException;
import io.walmirror.connector.snapshot.Chunk;
import io.walmirror.connector.snapshot.CopyWorkers;
import io.walmirror.connector.snapshot.Estimates;
import io.walmirror.connector.snapshot.ExportedSnapshot;
import io.walmirror.connector.snapshot.LeafProgress;
import io.walmirror.connector.snapshot.Piece;
import io.walmirror.connector.snapshot.PublishedTables;
import io.walmirror.connector.snapshot.SnapshotTable;
import io.walmirror.connector.snapshot.demand.Interleaving.Halted;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.wire.SqlFailure;
import io.walmirror.envelope.TableName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;

/**
 * Tables that are read on demand as of one moment, keyless ones too, while the stream waits at that
 * moment. A table that is rewritten meanwhile is read in another round. Used by the reader thread
 * alone.
 */
final class HaltedSnapshot {

  private static final Duration WAIT = Duration.ofMillis(100);
  private static final long SHARE_OF_QUEUE = 4;

  private final SourceConfig config;
  private final Codecs codecs;
  private final Halted request;
  private final Set<TableName> done = new HashSet<>();
  private List<TableName> left = List.of();
  private boolean inText;
  private boolean told;
  private boolean complete;

  HaltedSnapshot(SourceConfig config, Codecs codecs, Halted request) {
    this.config = config;
    this.codecs = codecs;
    this.request = request;
    this.inText = !config.streamRequest().binary();
  }

  /** True if there is nothing left to read, or nobody wants it any more. */
  boolean isOver() {
    return complete || !request.isWanted();
  }

  /** Reads what is left under this snapshot, after the stream was read up to its point. */
  void read(ExportedSnapshot snapshot, Reader reader) throws SQLException, InterruptedException {
    List<SnapshotTable> tables = tables(snapshot);
    List<TableName> names = tables.stream().map(SnapshotTable::name).toList();
    if (!told) {
      request.started(names);
      List<TableName> found = tables.stream().flatMap(SnapshotTable::names).toList();
      request.open().unmatched(found).forEach(request::miss);
      for (SnapshotTable table : tables) {
        request.expected(table.name(), Estimates.rows(snapshot.connection(), table));
      }
      told = true;
    }
    for (TableName gone : left.stream().filter(each -> !names.contains(each)).toList()) {
      request.gone(gone);
    }
    left = names;
    boolean all = true;
    for (SnapshotTable table : tables) {
      all &= request.isWanted() && read(table, snapshot, reader);
    }
    left = names.stream().filter(each -> !done.contains(each)).toList();
    complete = all;
    if (complete) {
      request.complete();
    }
  }

  private List<SnapshotTable> tables(ExportedSnapshot snapshot) throws SQLException {
    PublishedTables published =
        new PublishedTables(
            config.streamRequest().publication(),
            table ->
                config.captured().test(table)
                    && !request.open().isBehind(table)
                    && !done.contains(table),
            Map.of());
    List<SnapshotTable> tables = new ArrayList<>();
    for (SnapshotTable each : published.read(snapshot.connection())) {
      Optional<SnapshotTable> table = request.open().of(each);
      if (table.isEmpty()) {
        continue;
      }
      SnapshotTable chosen =
          table
              .get()
              .inText(column -> inText || codecs.prefersText(column.typeOid(), column.modifier()));
      tables.add(request.open().condition(chosen.name()).map(chosen::where).orElse(chosen));
    }
    tables.sort(Comparator.comparing(table -> table.name().text()));
    return tables;
  }

  /** Reads one table; false if that has to be done again. */
  private boolean read(SnapshotTable table, ExportedSnapshot snapshot, Reader reader)
      throws SQLException, InterruptedException {
    List<Chunk> chunks = new ArrayList<>();
    table
        .leaves()
        .forEach(
            leaf ->
                chunks.addAll(
                    LeafProgress.none(table, leaf, config.snapshot().chunkBlocks()).rest()));
    request.begin(table.name(), snapshot.point());
    try (CopyWorkers workers =
        CopyWorkers.start(
            config.database(),
            snapshot,
            chunks,
            config.snapshot().threads(),
            config.queueBytes() / SHARE_OF_QUEUE)) {
      long rows = rows(workers, chunks.size(), snapshot, reader);
      if (rows < 0) {
        return false;
      }
      request.end(table.name(), snapshot.point(), rows);
    } catch (TextFormWantedException e) {
      inText = true;
      return false;
    } catch (DataException e) {
      request.leave(table.name(), e.getMessage());
    } catch (SQLException e) {
      SqlFailure kind = SqlFailure.of(e);
      if (kind == SqlFailure.PASSING) {
        throw e;
      }
      if (kind == SqlFailure.NO_BINARY_FORM && !inText) {
        inText = true;
        return false;
      }
      request.leave(table.name(), e.getMessage());
    }
    done.add(table.name());
    return true;
  }

  /** Sends the rows of so many chunks; how many those were, or -1 if not all came. */
  private long rows(CopyWorkers workers, int chunks, ExportedSnapshot snapshot, Reader reader)
      throws SQLException, InterruptedException {
    Throttle throttle = new Throttle(config.snapshot().rowsPerSecond());
    boolean whole = true;
    long count = 0;
    for (int left = chunks; left > 0; ) {
      if (!request.isWanted()) {
        return -1;
      }
      Piece piece = workers.next(WAIT);
      if (piece instanceof Piece.Rows rows) {
        Relation shape = rows.chunk().table().relation();
        rows.rows().forEach(row -> request.row(shape, row, snapshot.point(), snapshot.micros()));
        count += rows.rows().size();
        request.sent(shape.name(), rows.rows().size());
        reader.weigh(rows.bytes());
        reader.pace(throttle, rows.rows().size());
      } else if (piece instanceof Piece.Failed failed) {
        throw failed.failure();
      } else if (piece != null) {
        left--;
        whole &= piece instanceof Piece.Done;
      }
      reader.betweenRows(piece == null);
    }
    reader.betweenRows(true);
    return whole ? count : -1;
  }
}
