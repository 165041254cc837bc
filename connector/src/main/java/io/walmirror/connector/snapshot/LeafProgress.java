package io.walmirror.connector.snapshot;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which chunks of a leaf are done. The text form is a star where all are, else ranges such as
 * {@code 0-5,7}. Not thread-safe.
 */
public final class LeafProgress {

  public static final String ALL = "*";

  private static final int MOST_CHUNKS = 1_000_000;

  private final SnapshotTable table;
  private final Leaf leaf;
  private final long blocks;
  private final int count;
  private final BitSet done = new BitSet();

  private LeafProgress(SnapshotTable table, Leaf leaf, long blocks, int count) {
    this.table = table;
    this.leaf = leaf;
    this.blocks = blocks;
    this.count = count;
  }

  /** Nothing of it is done; a chunk has about that many blocks. */
  public static LeafProgress none(SnapshotTable table, Leaf leaf, long blocks) {
    long enough = Math.max(blocks, leaf.blocks() / MOST_CHUNKS + 1);
    boolean whole = table.override().isPresent();
    int count = whole ? 1 : (int) Math.max(1, (leaf.blocks() + enough - 1) / enough);
    return new LeafProgress(table, leaf, enough, count);
  }

  /** What an earlier run left, which cut the leaf into chunks of that many blocks. */
  public static LeafProgress of(SnapshotTable table, Leaf leaf, long blocks, String text) {
    LeafProgress progress = none(table, leaf, blocks);
    if (text.equals(ALL)) {
      progress.done.set(0, progress.count);
      return progress;
    }
    for (String range : text.split(",", -1)) {
      if (!range.isEmpty()) {
        int dash = range.indexOf('-');
        int from = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int to = dash < 0 ? from : Integer.parseInt(range.substring(dash + 1));
        progress.done.set(from, to + 1);
      }
    }
    return progress;
  }

  public SnapshotTable table() {
    return table;
  }

  public Leaf leaf() {
    return leaf;
  }

  /** How many blocks a chunk has. */
  public long blocks() {
    return blocks;
  }

  public int chunks() {
    return count;
  }

  public int chunksDone() {
    return done.cardinality();
  }

  public boolean begun() {
    return !done.isEmpty();
  }

  public boolean complete() {
    return done.nextClearBit(0) >= count;
  }

  public void done(Chunk chunk) {
    done.set(chunk.number());
  }

  /** The chunks that are left to read. */
  public List<Chunk> rest() {
    List<Chunk> rest = new ArrayList<>();
    for (int i = done.nextClearBit(0); i < count; i = done.nextClearBit(i + 1)) {
      long to = i == count - 1 ? Chunk.NO_END : (i + 1) * blocks;
      rest.add(new Chunk(table, leaf, i, i * blocks, to));
    }
    return rest;
  }

  public String text() {
    if (complete()) {
      return ALL;
    }
    StringBuilder text = new StringBuilder();
    for (int from = done.nextSetBit(0); from >= 0; ) {
      int to = done.nextClearBit(from) - 1;
      text.append(text.isEmpty() ? "" : ",").append(from);
      if (to > from) {
        text.append('-').append(to);
      }
      from = done.nextSetBit(to + 1);
    }
    return text.toString();
  }
}
