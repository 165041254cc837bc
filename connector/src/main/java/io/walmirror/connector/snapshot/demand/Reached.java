package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.snapshot.Leaf;
import io.walmirror.envelope.TableName;
import java.util.List;

/**
 * How far a request is. Tables are read in the order of their names, leaves in that of theirs, and
 * rows in that of the key: what is before this place is done.
 *
 * @param table the table that is read
 * @param done whether all of it was read
 * @param leaf the leaf of it; the table itself where it has none
 * @param key the last row's key as the server prints it; empty where the leaf is at its beginning
 * @param rows rows of the table that were handed on
 * @param chunks chunks of it
 * @param since up to where the stream was read when the reading of the table began: all rows that
 *     it has now are in later records
 * @param form what the table was like then; one that is of another form is read again
 */
public record Reached(
    TableName table,
    boolean done,
    TableName leaf,
    List<String> key,
    long rows,
    long chunks,
    long since,
    String form) {

  public Reached {
    key = List.copyOf(key);
  }

  /** The beginning of a table, which has these leaves and is of this form now. */
  static Reached begin(RangeTable table, long since) {
    TableName leaf = table.leaves().stream().map(Leaf::name).findFirst().orElse(table.name());
    return new Reached(table.name(), false, leaf, List.of(), 0, 0, since, table.form());
  }

  /** Behind a table that is not read. */
  static Reached passed(TableName table) {
    return new Reached(table, true, table, List.of(), 0, 0, 0, "");
  }

  /** Behind a row with this key, so many rows later. */
  Reached row(TableName now, List<String> last, long more) {
    return new Reached(table, false, now, last, rows + more, chunks, since, form);
  }

  /** With one more chunk. */
  Reached chunk() {
    return new Reached(table, done, leaf, key, rows, chunks + 1, since, form);
  }

  /** Behind the table. */
  Reached end() {
    return new Reached(table, true, leaf, key, rows, chunks, since, form);
  }

  /** Before its first row, whatever form it is of by now. */
  Reached again() {
    return new Reached(table, false, leaf, List.of(), 0, 0, since, "");
  }

  boolean isAgain() {
    return form.isEmpty();
  }
}
