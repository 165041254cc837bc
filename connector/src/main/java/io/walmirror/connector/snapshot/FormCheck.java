package io.walmirror.connector.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * What a look at the forms of tables says, compared with those in which they are mirrored. An
 * alteration counts once two looks have found the same: whoever is at it is let finish.
 *
 * @param altered tables whose rows from before are other ones now, which no event told
 * @param pending the same of tables about which the next look decides
 * @param known what is known once the altered ones are seen to
 */
public record FormCheck(List<Altered> altered, Set<Long> pending, KnownForms known) {

  /** A table, and what happened to it. */
  public record Altered(TableForm form, String what) {}

  public FormCheck {
    altered = List.copyOf(altered);
    pending = Set.copyOf(pending);
  }

  /** All of these are mirrored as they are. */
  public static KnownForms adopted(long generation, String cluster, Map<Long, TableForm> forms) {
    Map<Long, KnownForm> tables = new HashMap<>();
    forms.forEach((oid, form) -> tables.put(oid, form.known()));
    return new KnownForms(generation, cluster, tables);
  }

  /** Those of them that were not known are mirrored as they are. */
  public static KnownForms extended(KnownForms known, Map<Long, TableForm> forms) {
    Map<Long, KnownForm> tables = new HashMap<>(known.tables());
    forms.forEach((oid, form) -> tables.putIfAbsent(oid, form.known()));
    return new KnownForms(known.generation(), known.cluster(), tables);
  }

  /**
   * Compares what is known with what was found.
   *
   * @param mirrored the forms of which {@code known} was made, as far as they were seen
   * @param before what the last look found
   * @param now what this one found
   * @param exists tells of a table that is not published whether it is there at all
   */
  public static FormCheck of(
      KnownForms known,
      String cluster,
      Map<Long, TableForm> mirrored,
      Map<Long, TableForm> before,
      Map<Long, TableForm> now,
      LongPredicate exists) {
    boolean sameServer = known.cluster().equals(cluster);
    List<Altered> altered = new ArrayList<>();
    Set<Long> pending = new HashSet<>();
    Map<Long, KnownForm> tables = new HashMap<>();
    for (TableForm form : now.values()) {
      KnownForm was = known.tables().get(form.oid());
      TableForm last = before.get(form.oid());
      boolean away = KnownForm.AWAY.equals(was);
      boolean outdated = away || (was != null && was.isOutdated(form, sameServer));
      if (outdated && (last == null || last.known().isOutdated(form, true))) {
        pending.add(form.oid());
        tables.put(form.oid(), was);
        continue;
      }
      tables.put(form.oid(), form.known());
      if (outdated) {
        String what =
            away
                ? "it was not published for a while"
                : FormChange.of(Optional.ofNullable(mirrored.get(form.oid())), form);
        altered.add(new Altered(form, what));
      }
    }
    for (long oid : known.tables().keySet()) {
      if (!now.containsKey(oid) && exists.test(oid)) {
        tables.put(oid, KnownForm.AWAY);
      }
    }
    return new FormCheck(altered, pending, new KnownForms(known.generation(), cluster, tables));
  }
}
