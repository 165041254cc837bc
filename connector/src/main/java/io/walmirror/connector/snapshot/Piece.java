package io.walmirror.connector.snapshot;

import io.walmirror.connector.pgoutput.Tuple;
import java.sql.SQLException;
import java.util.List;

/** What a worker hands over. */
public sealed interface Piece {

  /** How many bytes it holds. */
  default long bytes() {
    return 0;
  }

  /** Rows of a chunk, in no order that means anything. */
  record Rows(Chunk chunk, List<Tuple> rows, long bytes) implements Piece {
    public Rows {
      rows = List.copyOf(rows);
    }
  }

  /** All rows of a chunk were handed over before. */
  record Done(Chunk chunk) implements Piece {}

  /** The leaf was written anew, emptied or dropped meanwhile: what was read of it is not enough. */
  record Rewritten(Chunk chunk, String how) implements Piece {}

  /** A worker could not go on. */
  record Failed(SQLException failure) implements Piece {}
}
