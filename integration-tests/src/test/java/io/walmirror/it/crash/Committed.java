package io.walmirror.it.crash;

import io.walmirror.it.crash.TopicRecord.Place;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What whoever reads committed records alone finds in a source's topics, in the order of each.
 *
 * @param twice records that had come before, at the same place
 * @param back records that stand before an earlier one of their key
 * @param example one of these
 * @param first rows of the quiet table in the first snapshot
 * @param onDemand its rows in the one on demand
 */
record Committed(long twice, long back, String example, Reading first, Reading onDemand) {

  /** Numbers of rows that are read on demand begin here. */
  private static final long ON_DEMAND = 1L << 32;

  /**
   * Rows of a table that were read once.
   *
   * @param missing how many did not come
   * @param again how many came that had come before
   */
  record Reading(int missing, int again) {

    private static Reading of(Map<String, Integer> times, int rows) {
      int all = times.values().stream().mapToInt(Integer::intValue).sum();
      return new Reading(rows - times.size(), all - times.size());
    }
  }

  /** Reads all that is there now; so many rows are in the quiet table. */
  static Committed read(String bootstrapServers, String prefix, int quiet) {
    Counts counts = new Counts();
    DataTopics.read(bootstrapServers, prefix, counts::accept);
    return new Committed(
        counts.twice,
        counts.back,
        counts.example,
        Reading.of(counts.first, quiet),
        Reading.of(counts.onDemand, quiet));
  }

  @Override
  public String toString() {
    return String.format(
        "of committed records %d came twice and %d went back%s; of the quiet rows %d and on demand %d"
            + " are missing, %d and %d came again",
        twice, back, example, first.missing, onDemand.missing, first.again, onDemand.again);
  }

  private static final class Counts {
    private final Set<Seen> seen = new HashSet<>();
    private final Map<String, Place> last = new HashMap<>();
    private final Map<String, Integer> first = new HashMap<>();
    private final Map<String, Integer> onDemand = new HashMap<>();
    private long twice;
    private long back;
    private String example = "";

    private record Seen(String key, Place place) {}

    void accept(TopicRecord record) {
      if (!seen.add(new Seen(record.key(), record.place()))) {
        twice++;
      }
      Place before = last.put(record.key(), record.place());
      if (before != null && LastEvents.BY_PLACE.compare(record.place(), before) < 0) {
        back++;
        example = " (" + record.key() + " to " + record.place() + " from " + before + ")";
      }
      if (record.key().startsWith(Churn.QUIET + ":")) {
        boolean asked = record.place().ordinal() >= ON_DEMAND;
        (asked ? onDemand : first).merge(record.key(), 1, Integer::sum);
      }
    }
  }
}
