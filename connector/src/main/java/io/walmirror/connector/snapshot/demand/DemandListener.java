package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.progress.Pace;
import io.walmirror.envelope.TableName;
import java.util.List;

/**
 * Is told how far the snapshots are that were asked for. Called by the reader thread and by the
 * thread that reads rows, one call at a time; must return at once and must not throw.
 *
 * <p>A request is {@link #accepted} once, then {@link #started} (again after a restart of the task,
 * with what is left), and ends with one of {@link #completed}, {@link #stopped} and {@link
 * #aborted}.
 */
public interface DemandListener {

  /** Why a table was not read, or not to its end. */
  enum Skipped {
    /** No captured and published table has such a name. */
    NOT_FOUND("no captured and published table has such a name"),
    /** It has no key that could be read in ranges; a blocking request reads it. */
    NO_KEY("it has neither a primary key nor a unique index without NULLs"),
    /** It was dropped while it was read. */
    DROPPED("it is not there any more"),
    /** The server refused: the reason says what, for example a condition that is no SQL. */
    REFUSED("the server refused");

    private final String reason;

    Skipped(String reason) {
      this.reason = reason;
    }

    /** What is said of it where nobody knows better. */
    public String reason() {
      return reason;
    }
  }

  /**
   * How far a table is: rows handed on so far, chunks, and the last key as the server prints it.
   */
  record Step(TableName table, long rows, long chunks, List<String> lastKey, List<TableName> rest) {
    public Step {
      lastKey = List.copyOf(lastKey);
      rest = List.copyOf(rest);
    }
  }

  /** It is in the queue. */
  default void accepted(SnapshotRequest request) {}

  /** Its turn has come; these tables are read, in this order. */
  default void started(SnapshotRequest request, List<TableName> tables) {}

  /** A table of it has about so many rows that are wanted; negative where nobody knows. */
  default void expected(SnapshotRequest request, TableName table, long rows) {}

  /** A table is read from here on, {@code behind} so many rows that were handed on before. */
  default void tableBegan(SnapshotRequest request, TableName table, long behind) {}

  /** So many more rows of a table were handed on while the stream waits. */
  default void read(SnapshotRequest request, TableName table, long rows) {}

  /** How far a table is that is read while the stream waits: now and then. */
  default void milestone(SnapshotRequest request, TableName table, Pace pace) {}

  /** A chunk's rows were handed on. */
  default void progressed(SnapshotRequest request, Step step) {}

  /** A table's last row was handed on; {@code rows} is zero for an empty table. */
  default void tableDone(SnapshotRequest request, TableName table, long rows) {}

  /** This table, or what the request calls so, is not read (to its end). */
  default void skipped(SnapshotRequest request, String table, Skipped why, String reason) {}

  /** All its tables were handed on or skipped. */
  default void completed(SnapshotRequest request) {}

  /** It ends unfinished because that was asked. */
  default void stopped(SnapshotRequest request) {}

  /** It ends unfinished, which no repetition would change. */
  default void aborted(SnapshotRequest request, String reason) {}

  /** Nothing is read until further notice. */
  default void paused() {}

  /** It goes on. */
  default void resumed() {}

  /** Tells nobody. */
  DemandListener NONE = new DemandListener() {};
}
