package io.walmirror.connector.record;

import io.walmirror.envelope.TableName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What Connect stores of how far a snapshot has read one table or leaf partition: in which
 * generation, in which snapshot (by the point of its first round), in which file the rows were, how
 * many blocks a chunk has, which chunks are done, and how far the table's records are written to
 * Kafka, those chunks at least. That is missing where what is read is not the whole of the table.
 */
public record SnapshotOffset(
    long generation, long snapshot, long file, long blocks, String done, Optional<String> written) {

  private static final String TABLE = "snapshot";
  private static final String GENERATION = "wm_generation";
  private static final String SNAPSHOT = "wm_snapshot";
  private static final String FILE = "wm_file";
  private static final String BLOCKS = "wm_chunk_blocks";
  private static final String DONE = "wm_done";
  private static final String WRITTEN = "wm_written";

  /** The source partition of one table or leaf. */
  public static Map<String, String> partition(String prefix, TableName leaf) {
    return Partitions.of(prefix, TABLE, leaf.text());
  }

  /** True for a partition of that kind. */
  public static boolean owns(Map<String, ?> partition) {
    return partition.containsKey(TABLE);
  }

  /** The same for one leaf, as its records carry it. */
  public Place place(String prefix, TableName leaf) {
    return new Place(leaf, partition(prefix, leaf), map(), done);
  }

  /** A leaf, its source partition, and what is stored there. */
  public record Place(
      TableName leaf, Map<String, String> partition, Map<String, Object> offset, String done) {}

  private Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(GENERATION, generation);
    map.put(SNAPSHOT, snapshot);
    map.put(FILE, file);
    map.put(BLOCKS, blocks);
    map.put(DONE, done);
    written.ifPresent(text -> map.put(WRITTEN, text));
    return map;
  }

  /** What is stored; nothing where it cannot be read: the table is then read again. */
  public static Optional<SnapshotOffset> read(Map<String, ?> offset) {
    if (offset != null
        && offset.get(GENERATION) instanceof Number generation
        && offset.get(SNAPSHOT) instanceof Number snapshot
        && offset.get(FILE) instanceof Number file
        && offset.get(BLOCKS) instanceof Number blocks
        && offset.get(DONE) instanceof String done
        && done.matches("\\*||[0-9]{1,9}(-[0-9]{1,9})?(,[0-9]{1,9}(-[0-9]{1,9})?)*")) {
      return Optional.of(
          new SnapshotOffset(
              generation.longValue(),
              snapshot.longValue(),
              file.longValue(),
              blocks.longValue(),
              done,
              Optional.ofNullable(offset.get(WRITTEN)).map(Object::toString)));
    }
    return Optional.empty();
  }
}
