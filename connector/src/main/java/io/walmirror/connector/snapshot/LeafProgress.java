package io.walmirror.connector.snapshot;

import io.walmirror.connector.ack.Delivery;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Which chunks of a leaf are done: all of their rows were sent. They are settled when Kafka has
 * acknowledged those rows, and only then told to a later run. The text form is a star where all
 * are, else ranges such as {@code 0-5,7}. Used by one thread.
 */
public final class LeafProgress {

  public static final String ALL = "*";

  private static final int MOST_CHUNKS = 1_000_000;

  private final SnapshotTable table;
  private final Leaf leaf;
  private final long blocks;
  private final int count;
  private final BitSet done;
  private final BitSet settled;
  private final Map<Integer, Delivery> deliveries;
  private final Queue<Integer> acknowledged;

  private LeafProgress(SnapshotTable table, Leaf leaf, long blocks, int count) {
    this.table = table;
    this.leaf = leaf;
    this.blocks = blocks;
    this.count = count;
    this.done = new BitSet();
    this.settled = new BitSet();
    this.deliveries = new HashMap<>();
    this.acknowledged = new ConcurrentLinkedQueue<>();
  }

  private LeafProgress(SnapshotTable table, Leaf leaf, LeafProgress before) {
    this.table = table;
    this.leaf = leaf;
    this.blocks = before.blocks;
    this.count = before.complete() ? before.count : none(table, leaf, blocks).count;
    this.done = before.done;
    this.settled = before.settled;
    this.deliveries = before.deliveries;
    this.acknowledged = before.acknowledged;
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
      progress.settled.set(0, progress.count);
      return progress;
    }
    for (String range : text.split(",", -1)) {
      if (!range.isEmpty()) {
        int dash = range.indexOf('-');
        int from = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int to = dash < 0 ? from : Integer.parseInt(range.substring(dash + 1));
        progress.done.set(from, to + 1);
        progress.settled.set(from, to + 1);
      }
    }
    return progress;
  }

  /** The same as it is found now, rows on their way included; this one is not used any more. */
  LeafProgress now(SnapshotTable tableNow, Leaf leafNow) {
    return new LeafProgress(tableNow, leafNow, this);
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

  /** How many chunks are settled. */
  public int chunksSettled() {
    for (Integer chunk = acknowledged.poll(); chunk != null; chunk = acknowledged.poll()) {
      deliveries.remove(chunk);
      settled.set(chunk);
    }
    return settled.cardinality();
  }

  public boolean begun() {
    return !done.isEmpty();
  }

  public boolean complete() {
    return done.nextClearBit(0) >= count;
  }

  /** True once Kafka has all rows. */
  public boolean settled() {
    return chunksSettled() >= count && settled.nextClearBit(0) >= count;
  }

  /** A row of this chunk is sent; what it returns is to be run when Kafka has it. */
  public Runnable sent(Chunk chunk) {
    int number = chunk.number();
    return deliveries
        .computeIfAbsent(number, any -> new Delivery(() -> acknowledged.add(number)))
        .sent();
  }

  /** All rows of this chunk were sent. */
  public void done(Chunk chunk) {
    done.set(chunk.number());
    Delivery delivery = deliveries.get(chunk.number());
    if (delivery == null) {
      settled.set(chunk.number());
    } else {
      delivery.ended();
    }
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

  /** What a later run may build on. */
  public String text() {
    if (settled()) {
      return ALL;
    }
    StringBuilder text = new StringBuilder();
    for (int from = settled.nextSetBit(0); from >= 0; ) {
      int to = settled.nextClearBit(from) - 1;
      text.append(text.isEmpty() ? "" : ",").append(from);
      if (to > from) {
        text.append('-').append(to);
      }
      from = settled.nextSetBit(to + 1);
    }
    return text.toString();
  }
}
