package io.walmirror.connector.record;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables and leaf partitions whose rows are known to be mirrored, or are not to be: what
 * Connect stores of them in a source partition of its own, so that one that is new is noticed.
 *
 * @param oids those tables, by their OIDs
 * @param newest the highest OID that any relation had then: what has a higher one was created since
 * @param filters what the settings captured then
 */
public record KnownTables(long generation, Set<Long> oids, long newest, String filters) {

  private static final String TABLES = "tables";
  private static final String GENERATION = "wm_generation";
  private static final String OIDS = "wm_oids";
  private static final String NEWEST = "wm_newest_oid";
  private static final String FILTERS = "wm_filters";
  private static final int RADIX = 36;

  public KnownTables {
    oids = Set.copyOf(oids);
  }

  /** The source partition that they are stored in. */
  public static Map<String, String> partition(String prefix) {
    return Partitions.of(prefix, TABLES, "known");
  }

  /** True for that partition. */
  public static boolean owns(Map<String, ?> partition) {
    return partition.containsKey(TABLES);
  }

  Map<String, Object> offset() {
    Map<String, Object> offset = new LinkedHashMap<>();
    offset.put(GENERATION, generation);
    offset.put(OIDS, text(oids));
    offset.put(NEWEST, newest);
    offset.put(FILTERS, filters);
    return offset;
  }

  /** What is stored; nothing where it cannot be read. */
  public static Optional<KnownTables> read(Map<String, ?> offset) {
    if (offset != null
        && offset.get(GENERATION) instanceof Number generation
        && offset.get(OIDS) instanceof String oids
        && offset.get(NEWEST) instanceof Number newest
        && offset.get(FILTERS) instanceof String filters
        && oids.matches("[0-9a-z,]*")) {
      return Optional.of(
          new KnownTables(generation.longValue(), numbers(oids), newest.longValue(), filters));
    }
    return Optional.empty();
  }

  /** Each as what it is more than the one before, because there may be thousands. */
  private static String text(Collection<Long> oids) {
    StringBuilder text = new StringBuilder();
    long before = 0;
    for (long oid : new TreeSet<>(oids)) {
      text.append(text.isEmpty() ? "" : ",").append(Long.toString(oid - before, RADIX));
      before = oid;
    }
    return text.toString();
  }

  private static Set<Long> numbers(String text) {
    Set<Long> oids = new TreeSet<>();
    long oid = 0;
    for (String step : text.split(",", -1)) {
      if (!step.isEmpty()) {
        oid += Long.parseLong(step, RADIX);
        oids.add(oid);
      }
    }
    return oids;
  }
}
