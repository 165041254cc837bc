package io.walmirror.connector.snapshot;

import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What of which leaf is read and what is left, over all rounds of a snapshot. A round reads under a
 * snapshot of its own what the rounds before left.
 */
public final class Plan {

  /** How far an earlier run had come with a leaf. */
  public record Earlier(long file, long blocks, String done) {}

  private final long blocks;
  private final Map<TableName, LeafProgress> leaves = new LinkedHashMap<>();
  private final Set<TableName> stored = new HashSet<>();
  private final Set<TableName> again = new HashSet<>();

  /** New chunks have about that many blocks. */
  public Plan(long blocks) {
    this.blocks = blocks;
  }

  /** Takes the tables as they are now, and what was done of those that are the same. */
  public void update(List<SnapshotTable> tables, Function<TableName, Optional<Earlier>> earlier) {
    Map<TableName, LeafProgress> before = new HashMap<>(leaves);
    leaves.clear();
    for (SnapshotTable table : tables) {
      for (Leaf leaf : table.leaves()) {
        LeafProgress known = before.get(leaf.name());
        if (known != null) {
          leaves.put(leaf.name(), progress(table, leaf, known));
          continue;
        }
        leaves.put(leaf.name(), progress(table, leaf, earlier.apply(leaf.name())));
        if (leaves.get(leaf.name()).complete()) {
          stored.add(leaf.name());
        }
      }
    }
    again.clear();
  }

  // What is complete stays so: what happened to it since was told by the stream, or by no one.

  private LeafProgress progress(SnapshotTable table, Leaf leaf, LeafProgress known) {
    boolean same = known.leaf().file() == leaf.file();
    boolean kept = (known.complete() || same) && !again.contains(leaf.name());
    return kept ? known.now(table, leaf) : LeafProgress.none(table, leaf, blocks);
  }

  private LeafProgress progress(SnapshotTable table, Leaf leaf, Optional<Earlier> done) {
    boolean complete = done.isPresent() && done.get().done().equals(LeafProgress.ALL);
    boolean same = done.isPresent() && done.get().file() == leaf.file();
    return complete || same
        ? LeafProgress.of(table, leaf, done.get().blocks(), done.get().done())
        : LeafProgress.none(table, leaf, blocks);
  }

  /**
   * A row of this table came without a large value that did not change. True if that matters: rows
   * of it were read that are not known to be stored. Where some are not read yet, all are read
   * again, because the row may have moved from those to these.
   */
  public boolean partial(int table) {
    boolean matters = false;
    for (LeafProgress leaf : List.copyOf(leaves.values())) {
      if (leaf.table().relation().oid() == table
          && leaf.begun()
          && !stored.contains(leaf.leaf().name())) {
        matters = true;
        if (!leaf.complete()) {
          readAgain(leaf);
        }
      }
    }
    return matters;
  }

  private void readAgain(LeafProgress leaf) {
    leaves.put(leaf.leaf().name(), LeafProgress.none(leaf.table(), leaf.leaf(), blocks));
  }

  /** In the next round the whole leaf is read again, whatever was done; true if that is new. */
  public boolean again(TableName leaf) {
    return again.add(leaf);
  }

  /** True if all is read that there is. */
  public boolean complete() {
    return again.isEmpty() && leaves.values().stream().allMatch(LeafProgress::complete);
  }

  /** True if nothing has to be read in another round because it was written anew. */
  public boolean nothingAgain() {
    return again.isEmpty();
  }

  public LeafProgress of(Chunk chunk) {
    return leaves.get(chunk.leaf().name());
  }

  public List<LeafProgress> leaves() {
    return List.copyOf(leaves.values());
  }

  /** Leaves of which it was not known from the start that all is stored. */
  public List<TableName> unstored() {
    return leaves.keySet().stream().filter(leaf -> !stored.contains(leaf)).toList();
  }

  /** The chunks that are left. */
  public List<Chunk> rest() {
    List<Chunk> rest = new ArrayList<>();
    leaves.values().forEach(leaf -> rest.addAll(leaf.rest()));
    return rest;
  }

  /** Tables of which something was read, by their OIDs. */
  public Set<Integer> begun() {
    Set<Integer> begun = new HashSet<>();
    for (LeafProgress leaf : leaves.values()) {
      if (leaf.begun()) {
        begun.add(leaf.table().relation().oid());
      }
    }
    return begun;
  }
}
