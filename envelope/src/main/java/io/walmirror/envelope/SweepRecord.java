package io.walmirror.envelope;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the control topic says when a snapshot of a table is complete: whatever a mirror of the
 * table holds from before that snapshot is of rows that are gone, for every row that was there has
 * come again. A newer record of the same table takes the place of an older.
 *
 * @param before the position that all of the snapshot's rows have reached: what is older is to go
 * @param offsets by topic and partition, the offset of the last record that was written there when
 *     the snapshot was complete: until a mirror has read that far, the rows are not all there
 */
public record SweepRecord(
    TableName table, Position before, SortedMap<String, SortedMap<Integer, Long>> offsets) {

  public static final String SERVER = "server";
  public static final String KIND = "kind";
  public static final String TABLE = "table";
  public static final String BEFORE = "before";
  public static final String OFFSETS = "offsets";

  /** The {@link #KIND} of these records. */
  public static final String SWEEP = "sweep";

  public SweepRecord {
    if (offsets.isEmpty()) {
      throw new IllegalArgumentException("a sweep names the table's topic, be it without offsets");
    }
    SortedMap<String, SortedMap<Integer, Long>> copy = new TreeMap<>();
    offsets.forEach((topic, partitions) -> copy.put(topic, new TreeMap<>(partitions)));
    offsets = copy;
  }

  /**
   * Of a snapshot with this consistent point: its rows stand right before it, numbered from one.
   */
  public static SweepRecord of(
      TableName table,
      long generation,
      long consistentPoint,
      Map<String, ? extends Map<Integer, Long>> offsets) {
    return of(table, generation, consistentPoint, 0, offsets);
  }

  /** The same of one whose first row has this number. */
  public static SweepRecord of(
      TableName table,
      long generation,
      long consistentPoint,
      long first,
      Map<String, ? extends Map<Integer, Long>> offsets) {
    SortedMap<String, SortedMap<Integer, Long>> sorted = new TreeMap<>();
    offsets.forEach((topic, partitions) -> sorted.put(topic, new TreeMap<>(partitions)));
    return new SweepRecord(
        table, new Position(generation, consistentPoint - 1, first, Position.CHANGE), sorted);
  }

  /** The record's key, a JSON text: one for each table of a source. */
  public String key(String server) {
    return "{\"server\":\"" + server + "\",\"kind\":\"sweep\",\"table\":\"" + table.text() + "\"}";
  }

  /** The record's value, a JSON text: topics, positions and coded names have nothing to escape. */
  public String value() {
    StringBuilder json = new StringBuilder(128);
    json.append("{\"kind\":\"sweep\",\"table\":\"").append(table.text());
    json.append("\",\"before\":\"").append(before.text()).append("\",\"offsets\":{");
    String comma = "";
    for (Map.Entry<String, SortedMap<Integer, Long>> topic : offsets.entrySet()) {
      json.append(comma).append('"').append(topic.getKey()).append("\":{");
      String next = "";
      for (Map.Entry<Integer, Long> partition : topic.getValue().entrySet()) {
        json.append(next).append('"').append(partition.getKey()).append("\":");
        json.append(partition.getValue());
        next = ",";
      }
      json.append('}');
      comma = ",";
    }
    return json.append("}}").toString();
  }
}
