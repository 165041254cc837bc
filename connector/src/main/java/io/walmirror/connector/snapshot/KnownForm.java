package io.walmirror.connector.snapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is kept of a table's form, in a few bytes: enough to tell whether rows that were there when
 * it was seen would be other events now. Hashes are of what the table had then; columns and labels
 * that came since are told apart by their numbers.
 *
 * @param leaves those that held its rows, by their OIDs
 */
public record KnownForm(
    int attributes, long label, long definition, Map<Long, KnownLeaf> leaves, long marks) {

  /** Of a table that is not published now: what happens to it meanwhile is not told. */
  static final KnownForm AWAY = new KnownForm(0, 0, 0, Map.of(), 0);

  public KnownForm {
    leaves = Map.copyOf(leaves);
  }

  /**
   * True if rows from before have other values in this form, or other columns, or another name.
   * {@code sameServer}: marks mean nothing in a cluster that was made anew.
   */
  boolean isOutdated(TableForm now, boolean sameServer) {
    KnownForm same = now.upTo(attributes, label);
    boolean rewritten =
        leaves.entrySet().stream()
            .anyMatch(
                each ->
                    same.leaves.containsKey(each.getKey())
                        && same.leaves.get(each.getKey()).file() != each.getValue().file());
    if (definition != same.definition || (rewritten && sameServer && marks != same.marks)) {
      return true;
    }
    int added = 0;
    for (TableForm.Column column : now.columns()) {
      if (column.number() > attributes) {
        added++;
        // Without a value in rows from before it is the NULL that a mirror has of it already.
        if (column.published() && (column.filled() || rewritten)) {
          return true;
        }
      }
    }
    // One that came and went may be in events of the time between.
    return now.attributes() - attributes > added;
  }

  /** The leaves of this form that were not there, or were taken out and put back since. */
  Set<Long> came(TableForm now, boolean sameServer) {
    return missing(now.known(), this, sameServer);
  }

  /** The leaves that are not there in this form, or were taken out for a while. */
  Set<Long> gone(TableForm now, boolean sameServer) {
    return missing(this, now.known(), sameServer);
  }

  private static Set<Long> missing(KnownForm from, KnownForm in, boolean sameServer) {
    Set<Long> missing = new TreeSet<>();
    from.leaves.forEach(
        (oid, leaf) -> {
          KnownLeaf other = in.leaves.get(oid);
          if (other == null || (sameServer && other.link() != leaf.link())) {
            missing.add(oid);
          }
        });
    return missing;
  }

  /** The same with these of its leaves alone. */
  KnownForm with(Set<Long> some) {
    Map<Long, KnownLeaf> few = new HashMap<>(leaves);
    few.keySet().retainAll(some);
    return new KnownForm(attributes, label, definition, few, marks);
  }

  /** The same with these leaves as they are in this form. */
  KnownForm with(TableForm now, Set<Long> some) {
    Map<Long, KnownLeaf> all = new HashMap<>(leaves);
    some.forEach(oid -> all.put(oid, KnownLeaf.of(now.leaves().get(oid))));
    return new KnownForm(attributes, label, definition, all, marks);
  }
}
