package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.catalog.Seen;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.snapshot.Leaf;
import io.walmirror.connector.snapshot.demand.DemandListener.Skipped;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Optional;

/** What the thread that reads rows hands to the reader thread, in this order. */
sealed interface DemandPiece {

  /** How many bytes it holds. */
  default long bytes() {
    return 0;
  }

  /** These tables are read for a request. */
  record Started(SnapshotRequest request, List<RangeTable> planned) implements DemandPiece {
    public Started {
      planned = List.copyOf(planned);
    }

    List<TableName> tables() {
      return planned.stream().map(RangeTable::name).toList();
    }
  }

  /** From now on the keys of this table are to be recorded. */
  record Watch(RangeTable table) implements DemandPiece {}

  /** What this snapshot shows, all that follow show. */
  record Shown(Seen seen) implements DemandPiece {}

  /**
   * Rows that follow one another in a leaf, as of one snapshot. What it shows was in the log before
   * {@code bound}; {@code micros} is when it was taken, from 1970. No rows follow the {@code last}.
   */
  record Range(
      RangeTable table,
      Leaf leaf,
      Seen seen,
      Lsn bound,
      long micros,
      List<Tuple> rows,
      boolean last,
      long bytes)
      implements DemandPiece {
    public Range {
      rows = List.copyOf(rows);
    }
  }

  /** The table is of another form than when it was begun: what was read of it is not enough. */
  record Reformed(RangeTable table) implements DemandPiece {}

  /** There are no more rows of the table. */
  record TableDone(RangeTable table) implements DemandPiece {}

  /** A table is not read; or nothing is what an expression means, which then is no table. */
  record Left(
      SnapshotRequest request, Optional<TableName> table, String said, Skipped why, String reason)
      implements DemandPiece {
    static Left table(SnapshotRequest request, TableName table, Skipped why, String reason) {
      return new Left(request, Optional.of(table), table.toString(), why, reason);
    }

    static Left unmatched(SnapshotRequest request, String expression) {
      Skipped why = Skipped.NOT_FOUND;
      return new Left(request, Optional.empty(), expression, why, why.reason());
    }
  }

  /** The request wants the stream to wait while all of it is read, which others do. */
  record Halt(OpenRequest open) implements DemandPiece {}

  /** The request cannot be read at all. */
  record Aborted(SnapshotRequest request, String reason) implements DemandPiece {}

  /** There is nothing left of the request. */
  record Done(SnapshotRequest request) implements DemandPiece {}
}
