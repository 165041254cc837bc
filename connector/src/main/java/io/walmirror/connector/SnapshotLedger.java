package io.walmirror.connector;

import io.walmirror.connector.ack.Acknowledgements;
import io.walmirror.connector.ack.StoredSnapshot;
import io.walmirror.connector.ack.Written;
import io.walmirror.connector.config.SnapshotMode;
import io.walmirror.connector.record.KnownTables;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.record.SnapshotOffset;
import io.walmirror.connector.snapshot.Leaf;
import io.walmirror.connector.snapshot.LeafProgress;
import io.walmirror.connector.snapshot.Plan;
import io.walmirror.connector.snapshot.SnapshotTable;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is told of a snapshot to a later run and to whoever mirrors the tables: of each leaf which
 * chunks Kafka has, and when it has them all, of each table a sweep. Used by the reader thread
 * alone.
 */
final class SnapshotLedger implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(50);

  private final String prefix;
  private final Records records;
  private final Acknowledgements acknowledgements;
  private final Plan plan;
  private final SnapshotMode mode;
  private final long generation;
  private final Map<TableName, Written> written = new HashMap<>();
  private final Set<TableName> tables = new HashSet<>();
  private final Set<TableName> inPart = new HashSet<>();
  private final Map<TableName, Told> told = new HashMap<>();
  private final Map<TableName, LeafProgress> complete = new HashMap<>();
  private long lookedNanos = System.nanoTime();
  private StoredSnapshot awaited;
  private KnownTables known;
  private long id;

  /** What a leaf's records carried last, when that many of its chunks were settled. */
  private record Told(LeafProgress leaf, int chunks, SnapshotOffset.Place place) {}

  SnapshotLedger(
      String prefix,
      Records records,
      Acknowledgements acknowledgements,
      Plan plan,
      SnapshotMode mode,
      long generation) {
    this.prefix = prefix;
    this.records = records;
    this.acknowledgements = acknowledgements;
    this.plan = plan;
    this.mode = mode;
    this.generation = generation;
  }

  /** The tables of a round, and what an earlier run has stored of their leaves. */
  void begin(long snapshot, List<SnapshotTable> now, Map<TableName, SnapshotOffset> stored) {
    id = snapshot;
    tables.clear();
    for (SnapshotTable table : now) {
      tables.add(table.name());
      if (table.override().isPresent()) {
        inPart.add(table.name());
      }
      Written here =
          written.computeIfAbsent(
              table.name(), name -> acknowledgements.follow(records.topic(name)));
      for (Leaf leaf : table.leaves()) {
        SnapshotOffset earlier = stored.get(leaf.name());
        if (earlier != null && earlier.written().isPresent()) {
          here.add(earlier.written().get());
        } else if (earlier != null && !earlier.done().isEmpty()) {
          inPart.add(table.name());
        }
      }
    }
  }

  /** Of these tables, those of which some leaves alone are read. */
  void inPart(List<SnapshotTable> all, List<SnapshotTable> read) {
    Map<TableName, Integer> leaves = new HashMap<>();
    read.forEach(table -> leaves.put(table.name(), table.leaves().size()));
    all.stream()
        .filter(table -> leaves.getOrDefault(table.name(), 0) < table.leaves().size())
        .forEach(table -> inPart.add(table.name()));
  }

  /** Once all is stored, these tables are known. */
  void known(KnownTables tablesNow) {
    known = tablesNow;
  }

  /** What a leaf's next record carries. */
  SnapshotOffset.Place place(LeafProgress leaf) {
    TableName name = leaf.leaf().name();
    int chunks = leaf.chunksSettled();
    Told last = told.get(name);
    if (last == null || last.leaf != leaf || last.chunks != chunks) {
      TableName table = leaf.table().name();
      // First what is done, then how far it is written: that may be more, but never less.
      String done = leaf.text();
      Optional<String> there =
          inPart.contains(table) ? Optional.empty() : Optional.of(written.get(table).text());
      SnapshotOffset offset =
          new SnapshotOffset(generation, id, leaf.leaf().file(), leaf.blocks(), done, there);
      last = new Told(leaf, chunks, offset.place(prefix, name));
      told.put(name, last);
    }
    return last.place;
  }

  /** Tells of leaves that Kafka has all rows of; looks now and then only, unless {@code now}. */
  @SuppressWarnings("ReferenceEquality") // A leaf that is read again has another progress.
  void tellComplete(boolean now) {
    if (!now && System.nanoTime() - lookedNanos < LOOK.toNanos()) {
      return;
    }
    lookedNanos = System.nanoTime();
    Set<TableName> unstored = Set.copyOf(plan.unstored());
    for (LeafProgress leaf : plan.leaves()) {
      TableName name = leaf.leaf().name();
      if (complete.get(name) != leaf && unstored.contains(name) && leaf.settled()) {
        complete.put(name, leaf);
        records.controls().snapshotProgress(place(leaf));
      }
    }
  }

  /** All rows were sent: what is to be looked for in what is stored. */
  StoredSnapshot await() {
    awaited = new StoredSnapshot(plan.unstored(), generation, id, LeafProgress.ALL);
    return awaited;
  }

  /** True once Kafka has all rows, and it is stored that it has. */
  boolean settled() {
    if (awaited == null) {
      return false;
    }
    tellComplete(false);
    return awaited.complete() && plan.leaves().stream().allMatch(LeafProgress::settled);
  }

  /**
   * Says of each table that was read as a whole that all of its rows came again. The point is that
   * of the first round: every row that is there was read at it or later, or was written since. From
   * now on the tables are known.
   */
  void sweep() {
    for (TableName table : tables) {
      if (!inPart.contains(table)) {
        records.controls().sweep(table, new Lsn(id), written.get(table).offsets());
      }
    }
    records.controls().knownTables(known);
  }

  /** All is said. */
  void completed() {
    mode.completed();
    forget();
  }

  /** The snapshot is left in the middle. */
  @Override
  public void close() {
    mode.aborted();
    forget();
  }

  private void forget() {
    written.values().forEach(acknowledgements::forget);
    written.clear();
  }
}
