package io.walmirror.connector.snapshot.demand;

import io.walmirror.envelope.TableName;
import java.util.List;

/**
 * How far a request is. Tables are read in the order of their names, leaves in that of theirs, and
 * rows in that of the key: what is before this place is done.
 *
 * @param table the table that is read
 * @param leaf the leaf of it
 * @param key the last row's key as the server prints it; empty where the leaf is at its beginning
 * @param rows rows of the table that were handed on
 * @param chunks chunks of it
 * @param since below which position of the stream no change of the table was seen when its reading
 *     began; what is older in a mirror, is not there any more
 * @param form what the table was like then; one that is of another form is read again
 */
public record Reached(
    TableName table,
    TableName leaf,
    List<String> key,
    long rows,
    long chunks,
    long since,
    String form) {

  public Reached {
    key = List.copyOf(key);
  }
}
