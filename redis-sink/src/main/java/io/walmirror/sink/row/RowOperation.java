package io.walmirror.sink.row;

import io.walmirror.envelope.UnchangedColumns;

/** What a sink record says: the closed set of things that happen to rows. */
public sealed interface RowOperation {

  Kind kind();

  /** The kinds, for switches that the compiler checks. */
  enum Kind {
    UPSERT,
    REMOVE,
    TRUNCATE,
    IGNORE
  }

  /** The row is now as given; columns named as unchanged keep the value they have. */
  record Upsert(Origin origin, Row key, Row row, UnchangedColumns unchanged)
      implements RowOperation {
    @Override
    public Kind kind() {
      return Kind.UPSERT;
    }
  }

  /** The row with this key is gone. */
  record Remove(Origin origin, Row key) implements RowOperation {
    @Override
    public Kind kind() {
      return Kind.REMOVE;
    }
  }

  /**
   * All rows of the table that are older are gone.
   *
   * @param swept whether a complete snapshot says so, and no TRUNCATE
   */
  record Truncate(Origin origin, boolean swept) implements RowOperation {
    /** A TRUNCATE. */
    public Truncate(Origin origin) {
      this(origin, false);
    }

    @Override
    public Kind kind() {
      return Kind.TRUNCATE;
    }
  }

  /** Nothing that concerns a row. */
  record Ignore(Reason reason) implements RowOperation {
    /** Why there is nothing to do. */
    public enum Reason {
      /** A record of Walmirror's control topic. */
      CONTROL,
      /** A logical message. */
      MESSAGE,
      /** Debezium's heartbeats and transaction metadata. */
      METADATA
    }

    @Override
    public Kind kind() {
      return Kind.IGNORE;
    }
  }
}
