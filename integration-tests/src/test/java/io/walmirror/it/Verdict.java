package io.walmirror.it;

import io.walmirror.it.monitor.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a sink that read everything again and was then served an old update.
 *
 * @param violations of all writes that it ever made
 * @param writes how many those were
 * @param records how many it read again
 * @param dumpChanged whether its Redis is another than before
 * @param deletedRowCameBack whether the old update's row is there, which had been deleted
 */
record Verdict(
    List<Violation> violations,
    long writes,
    long records,
    boolean dumpChanged,
    boolean deletedRowCameBack) {

  long backwardWrites() {
    return violations.stream().filter(v -> v.kind() == Violation.Kind.ROW_WENT_BACK).count();
  }

  /** Everything that must not be; empty when the sink is as it should be. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    violations.forEach(violation -> faults.add(violation.toString()));
    if (dumpChanged) {
      faults.add("the dump is another than before");
    }
    if (deletedRowCameBack) {
      faults.add("a deleted row came back");
    }
    return faults;
  }

  @Override
  public String toString() {
    return String.format(
        "%d records read again, %d writes seen by MONITOR, %d of them back in time; dump %s; deleted"
            + " row %s",
        records,
        writes,
        violations.size(),
        dumpChanged ? "changed" : "identical",
        deletedRowCameBack ? "came back" : "stayed gone");
  }
}
