package io.walmirror.connector.snapshot;

import io.walmirror.connector.progress.Pace;
import io.walmirror.envelope.TableName;
import java.util.List;

/** Is told how far a snapshot is that a task takes by itself. Called by the reader thread. */
public interface SnapshotListener {

  /** Rows of these tables are read from now on; again after a restart, with all that is left. */
  default void began(List<TableName> tables) {}

  /** A table's first row is there, or it turned out to have none. */
  default void tableBegan(TableName table) {}

  /** A table is about half done, or any other part: now and then, not for every row. */
  default void progressed(TableName table, Pace pace) {}

  /** A table's last row was read. */
  default void tableDone(TableName table, long rows) {}

  /** All rows were read. */
  default void ended() {}

  /** No rows are to be read. */
  default void needless() {}

  /** It ends unfinished, with the task. */
  default void aborted() {}

  /** Tells nobody. */
  SnapshotListener NONE = new SnapshotListener() {};
}
