package io.walmirror.connector.snapshot;

import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * What a look at the forms of tables says, compared with those in which they are mirrored. An
 * alteration counts once two looks have found the same: whoever is at it is let finish.
 *
 * @param altered tables whose rows from before are other ones now, which no event told
 * @param regrouped tables that have other partitions, with rows that no event told
 * @param pending the same of tables about which the next look decides
 * @param known what is known once the altered ones are seen to
 */
public record FormCheck(
    List<Altered> altered, List<Regrouped> regrouped, Set<Long> pending, KnownForms known) {

  /** A table, and what happened to it. */
  public record Altered(TableForm form, String what) {}

  /** A table that has other partitions: those that came with rows, and those that are gone. */
  public record Regrouped(TableForm form, List<TableName> came, List<String> gone) {
    public Regrouped {
      came = List.copyOf(came);
      gone = List.copyOf(gone);
    }
  }

  /** What the catalog says of tables and partitions, by their OIDs. */
  public record Asked(LongPredicate exists, LongPredicate told) {}

  public FormCheck {
    altered = List.copyOf(altered);
    regrouped = List.copyOf(regrouped);
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

  /** Partitions that are new to their tables. */
  public static Set<Long> came(KnownForms known, String cluster, Map<Long, TableForm> now) {
    Set<Long> partitions = partitions(known);
    Set<Long> came = new TreeSet<>();
    for (TableForm form : now.values()) {
      KnownForm was = was(known, form, partitions);
      if (!was.equals(KnownForm.AWAY)) {
        came.addAll(was.came(form, known.cluster().equals(cluster)));
      }
    }
    return came;
  }

  /** Tables, and partitions of tables, that are not found any more. */
  public static Set<Long> missing(KnownForms known, Map<Long, TableForm> now) {
    Set<Long> missing = new TreeSet<>(known.tables().keySet());
    known.tables().values().forEach(each -> missing.addAll(each.leaves().keySet()));
    missing.removeAll(now.keySet());
    now.values().forEach(form -> missing.removeAll(form.leaves().keySet()));
    return missing;
  }

  /**
   * Compares what is known with what was found.
   *
   * @param mirrored the forms of which {@code known} was made, as far as they were seen
   * @param before what the last look found
   * @param now what this one found
   * @param asked whether a table that is missing is there at all, and of a partition that came
   *     whether the stream tells all of its rows
   */
  public static FormCheck of(
      KnownForms known,
      String cluster,
      Map<Long, TableForm> mirrored,
      Map<Long, TableForm> before,
      Map<Long, TableForm> now,
      Asked asked) {
    boolean sameServer = known.cluster().equals(cluster);
    Set<Long> partitions = partitions(known);
    List<Altered> altered = new ArrayList<>();
    List<Regrouped> regrouped = new ArrayList<>();
    Set<Long> pending = new HashSet<>();
    Map<Long, KnownForm> tables = new HashMap<>();
    for (TableForm form : now.values()) {
      KnownForm was = untold(was(known, form, partitions), form, sameServer, asked);
      TableForm last = before.get(form.oid());
      boolean away = was.equals(KnownForm.AWAY);
      boolean outdated = away || was.isOutdated(form, sameServer);
      boolean others = !away && others(was, form, sameServer);
      if ((outdated && (last == null || last.known().isOutdated(form, true)))
          || (others && (last == null || others(last.known(), form, true)))) {
        pending.add(form.oid());
        tables.put(form.oid(), was);
        continue;
      }
      tables.put(form.oid(), form.known());
      Optional<TableForm> seen = Optional.ofNullable(mirrored.get(form.oid()));
      if (outdated) {
        altered.add(new Altered(form, away ? away(form, partitions) : FormChange.of(seen, form)));
      } else if (others) {
        regrouped.add(regrouped(was, seen, form, sameServer));
      }
    }
    for (long oid : missing(known, now)) {
      // A partition that is gone from a table about which the next look decides is told then.
      if (asked.exists().test(oid) && (known.tables().containsKey(oid) || !held(tables, oid))) {
        tables.put(oid, KnownForm.AWAY);
      }
    }
    // What is pending is still known as it was in the cluster before.
    String of = pending.isEmpty() ? cluster : known.cluster();
    return new FormCheck(
        altered, regrouped, pending, new KnownForms(known.generation(), of, tables));
  }

  /** What was known of it. The stream tells all of a table that is new, but for what it was. */
  private static KnownForm was(KnownForms known, TableForm form, Set<Long> partitions) {
    KnownForm was = known.tables().get(form.oid());
    if (was != null) {
      return was;
    }
    return partitions.contains(form.oid()) ? KnownForm.AWAY : form.known().with(Set.of(form.oid()));
  }

  /** The same with those partitions that came and need nothing. */
  private static KnownForm untold(KnownForm was, TableForm form, boolean sameServer, Asked asked) {
    if (was.equals(KnownForm.AWAY)) {
      return was;
    }
    Set<Long> told = was.came(form, sameServer);
    told.removeIf(oid -> was.leaves().containsKey(oid) || !asked.told().test(oid));
    return was.with(form, told);
  }

  private static boolean others(KnownForm was, TableForm form, boolean sameServer) {
    return !was.came(form, sameServer).isEmpty() || !was.gone(form, sameServer).isEmpty();
  }

  private static Regrouped regrouped(
      KnownForm was, Optional<TableForm> seen, TableForm form, boolean sameServer) {
    List<TableName> came =
        was.came(form, sameServer).stream().map(oid -> form.leaves().get(oid).name()).toList();
    List<String> gone = new ArrayList<>();
    for (long oid : was.gone(form, sameServer)) {
      FormLeaf leaf = seen.map(each -> each.leaves().get(oid)).orElse(form.leaves().get(oid));
      gone.add(leaf == null ? "with the OID " + oid : leaf.name().toString());
    }
    return new Regrouped(form, came, gone);
  }

  private static String away(TableForm form, Set<Long> partitions) {
    return partitions.contains(form.oid())
        ? "it was a partition of another table"
        : "it was not published for a while";
  }

  /** Those that hold rows of another table. */
  private static Set<Long> partitions(KnownForms known) {
    Set<Long> partitions = new HashSet<>();
    known
        .tables()
        .forEach(
            (table, form) ->
                form.leaves().keySet().stream()
                    .filter(leaf -> !leaf.equals(table))
                    .forEach(partitions::add));
    return partitions;
  }

  private static boolean held(Map<Long, KnownForm> tables, long leaf) {
    Collection<KnownForm> all = tables.values();
    return all.stream().anyMatch(form -> form.leaves().containsKey(leaf));
  }
}
