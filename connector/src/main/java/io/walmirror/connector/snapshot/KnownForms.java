package io.walmirror.connector.snapshot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The forms in which tables are mirrored: what Connect stores of them in a source partition of its
 * own, so that an alteration is noticed that was made while nobody looked.
 *
 * @param cluster the system identifier of the server on which they were seen
 * @param tables by the OIDs of tables
 */
public record KnownForms(long generation, String cluster, Map<Long, KnownForm> tables) {

  private static final String GENERATION = "wm_generation";
  private static final String CLUSTER = "wm_system_id";
  private static final String FORMS = "wm_forms";
  private static final String AWAY = "~";
  private static final int RADIX = 36;

  public KnownForms {
    tables = Map.copyOf(tables);
  }

  /** What is stored, as the map that Connect keeps. */
  public Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(GENERATION, generation);
    map.put(CLUSTER, cluster);
    map.put(
        FORMS,
        new TreeMap<>(tables)
            .entrySet().stream()
                .map(each -> text(each.getKey()) + "." + text(each.getValue()))
                .collect(Collectors.joining(",")));
    return map;
  }

  /** What is stored; nothing where it cannot be read. */
  public static Optional<KnownForms> read(Map<String, ?> offset) {
    if (offset != null
        && offset.get(GENERATION) instanceof Number generation
        && offset.get(CLUSTER) instanceof String cluster
        && offset.get(FORMS) instanceof String forms) {
      try {
        Map<Long, KnownForm> tables = new TreeMap<>();
        for (String each : forms.split(",", -1)) {
          if (!each.isEmpty()) {
            String[] parts = each.split("\\.", -1);
            tables.put(number(parts[0]), form(parts));
          }
        }
        return Optional.of(new KnownForms(generation.longValue(), cluster, tables));
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static String text(KnownForm form) {
    return form.equals(KnownForm.AWAY)
        ? AWAY
        : String.join(
            ".",
            text(form.attributes()),
            text(form.label()),
            text(form.definition()),
            leaves(form.leaves()),
            text(form.marks()));
  }

  private static KnownForm form(String[] parts) {
    return parts[1].equals(AWAY)
        ? KnownForm.AWAY
        : new KnownForm(
            (int) number(parts[1]),
            number(parts[2]),
            number(parts[3]),
            leaves(parts[4]),
            number(parts[5]));
  }

  /** Each by what its OID is more than the one before, because there may be thousands. */
  private static String leaves(Map<Long, KnownLeaf> leaves) {
    StringBuilder all = new StringBuilder();
    long before = 0;
    for (Map.Entry<Long, KnownLeaf> each : new TreeMap<>(leaves).entrySet()) {
      all.append(text(each.getKey() - before)).append('-').append(text(each.getValue().file()));
      all.append('-').append(text(each.getValue().link())).append(';');
      before = each.getKey();
    }
    return all.toString();
  }

  private static Map<Long, KnownLeaf> leaves(String text) {
    Map<Long, KnownLeaf> leaves = new TreeMap<>();
    long oid = 0;
    for (String each : text.split(";", -1)) {
      if (!each.isEmpty()) {
        String[] parts = each.split("-", -1);
        oid += number(parts[0]);
        leaves.put(oid, new KnownLeaf(number(parts[1]), number(parts[2])));
      }
    }
    return leaves;
  }

  private static String text(long number) {
    return Long.toUnsignedString(number, RADIX);
  }

  private static long number(String text) {
    return Long.parseUnsignedLong(text, RADIX);
  }
}
