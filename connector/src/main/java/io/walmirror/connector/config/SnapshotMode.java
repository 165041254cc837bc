package io.walmirror.connector.config;

/** When rows are read that are there already, and whether changes follow. Used by one thread. */
public interface SnapshotMode {

  /** Whether rows are read at a start, by what is stored: an offset, a snapshot's in the middle. */
  boolean reads(boolean offsetExists, boolean inProgress);

  /** Whether changes are streamed once the rows are read. */
  boolean streams();

  /** Whether a stream that cannot go on is replaced by a new generation, which reads all rows. */
  boolean replacesBrokenHistory();

  /** A snapshot is stored as a whole. */
  default void completed() {}

  /** A snapshot was left in the middle; the next start goes on with it, or another begins. */
  default void aborted() {}

  /** One that needs no code: reads at the first start and until that is done, or at every start. */
  record Fixed(boolean first, boolean always, boolean streams, boolean replacesBrokenHistory)
      implements SnapshotMode {

    @Override
    public boolean reads(boolean offsetExists, boolean inProgress) {
      return always || (first && (inProgress || !offsetExists));
    }
  }
}
