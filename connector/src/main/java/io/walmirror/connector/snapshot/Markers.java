package io.walmirror.connector.snapshot;

import io.walmirror.connector.event.SnapshotRow;
import io.walmirror.connector.pgoutput.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells of each row whether it is the first or the last of its table or of all. One row of each
 * table waits here for the next; its chunk is not done before it has gone on. Used by one thread.
 */
public final class Markers {

  private final Downstream downstream;
  private final Set<Integer> begun = new HashSet<>();
  private final Map<Integer, Held> held = new HashMap<>();
  private Held last;
  private boolean first;

  /** Where rows go on. */
  public interface Downstream {
    void row(LeafProgress leaf, Chunk chunk, Tuple row, String marker);
  }

  /**
   * {@code fromStart} is false where rows of this snapshot went on before, of which {@code begun}
   * names the tables by their OIDs.
   */
  public Markers(boolean fromStart, Set<Integer> begun, Downstream downstream) {
    this.first = fromStart;
    this.begun.addAll(begun);
    this.downstream = downstream;
  }

  /** A row of a chunk. */
  public void row(LeafProgress leaf, Chunk chunk, Tuple row) {
    releaseLast(SnapshotRow.LAST_IN_TABLE);
    int table = table(leaf);
    Held before = held.put(table, new Held(leaf, chunk, row));
    if (before != null) {
      release(before, marker(table));
    }
  }

  /** There are no more rows of this chunk. */
  public void chunkDone(LeafProgress leaf, Chunk chunk) {
    Held waiting = held.get(table(leaf));
    if (waiting != null && waiting.chunk.equals(chunk)) {
      waiting.endsChunk = true;
    } else {
      leaf.done(chunk);
    }
  }

  /** There are no more rows of this table. */
  public void tableDone(int table) {
    Held waiting = held.remove(table);
    if (waiting != null) {
      releaseLast(SnapshotRow.LAST_IN_TABLE);
      last = waiting;
    }
  }

  /** There are no more rows at all; or none for now, where the snapshot is not {@code complete}. */
  public void end(boolean complete) {
    List<Held> rest = new ArrayList<>(held.values());
    held.clear();
    if (!rest.isEmpty()) {
      releaseLast(SnapshotRow.LAST_IN_TABLE);
    }
    rest.forEach(each -> release(each, marker(table(each.leaf))));
    releaseLast(complete ? SnapshotRow.LAST : SnapshotRow.LAST_IN_TABLE);
  }

  private void releaseLast(String marker) {
    if (last != null) {
      Held row = last;
      last = null;
      boolean firstOfAll = first && !marker.equals(SnapshotRow.LAST);
      release(row, firstOfAll ? SnapshotRow.FIRST : marker);
    }
  }

  private String marker(int table) {
    if (first) {
      return SnapshotRow.FIRST;
    }
    return begun.contains(table) ? SnapshotRow.BETWEEN : SnapshotRow.FIRST_IN_TABLE;
  }

  private void release(Held row, String marker) {
    first = false;
    begun.add(table(row.leaf));
    downstream.row(row.leaf, row.chunk, row.row, marker);
    if (row.endsChunk) {
      row.leaf.done(row.chunk);
    }
  }

  private static int table(LeafProgress leaf) {
    return leaf.table().relation().oid();
  }

  private static final class Held {
    private final LeafProgress leaf;
    private final Chunk chunk;
    private final Tuple row;
    private boolean endsChunk;

    private Held(LeafProgress leaf, Chunk chunk, Tuple row) {
      this.leaf = leaf;
      this.chunk = chunk;
      this.row = row;
    }
  }
}
