package io.walmirror.sink.command;

import io.walmirror.sink.row.Columns;
import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How rows with the same columns become hashes: which columns, and the shape they have then. */
final class HashPlan {

  private final HashShape shape;
  private final int[] columns;

  private HashPlan(HashShape shape, int[] columns) {
    this.shape = shape;
    this.columns = columns;
  }

  /**
   * The plan for rows in that keyspace.
   *
   * @param further columns that the rows belong to but do not carry
   */
  static HashPlan of(
      Keyspace keyspace,
      Columns columns,
      Collection<String> further,
      FieldSelection selection,
      String versionField) {
    List<String> names = new ArrayList<>();
    int[] chosen = new int[columns.size()];
    int count = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (selection.takes(columns.name(i))) {
        chosen[count++] = i;
        names.add(selection.field(columns.name(i)));
      }
    }
    further.stream().filter(selection::takes).map(selection::field).forEach(names::add);
    check(names, versionField);
    return new HashPlan(HashShape.of(keyspace, names), Arrays.copyOf(chosen, count));
  }

  HashShape shape() {
    return shape;
  }

  /** How many columns become fields. */
  int size() {
    return columns.length;
  }

  /** Which column of the row that is. */
  int column(int place) {
    return columns[place];
  }

  private static void check(List<String> names, String versionField) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.equals(versionField)) {
        throw new RejectedRecordException(
            Refusal.RESERVED_FIELD,
            "the row has a column "
                + versionField
                + ", the name of the field that holds its version; set redis.version.field to a"
                + " name that is no column");
      }
      if (!seen.add(name)) {
        throw new RejectedRecordException(
            Refusal.RESERVED_FIELD,
            "two columns of the row would be the field " + name + "; correct redis.fields.rename");
      }
    }
  }
}
