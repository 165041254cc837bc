package io.walmirror.connector.ack;

import io.walmirror.connector.record.SnapshotOffset;
import io.walmirror.envelope.TableName;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Whether all leaves of a snapshot are stored as done. Looked for by one thread, asked by any. */
public final class StoredSnapshot {

  static final StoredSnapshot NONE = new StoredSnapshot(Set.of(), 0, 0, "");

  private final Set<TableName> missing = ConcurrentHashMap.newKeySet();
  private final long generation;
  private final long snapshot;
  private final String done;

  /** {@code done} is what is stored of a leaf that is. */
  public StoredSnapshot(Collection<TableName> leaves, long generation, long snapshot, String done) {
    this.missing.addAll(leaves);
    this.generation = generation;
    this.snapshot = snapshot;
    this.done = done;
  }

  /** True once every leaf was seen to be stored. */
  public boolean complete() {
    return missing.isEmpty();
  }

  /** Reads what is stored of those that were missing. */
  public void look(StoredOffsets offsets) {
    if (!missing.isEmpty()) {
      offsets
          .read(Set.copyOf(missing), generation, snapshot)
          .forEach((leaf, stored) -> remove(leaf, stored));
    }
  }

  private void remove(TableName leaf, SnapshotOffset stored) {
    if (stored.done().equals(done)) {
      missing.remove(leaf);
    }
  }
}
