package io.walmirror.connector.event;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.envelope.Lsn;

/**
 * A row that was there when a snapshot was taken. What committed below {@code point} is in the
 * snapshot and nothing else is; {@code number} tells its rows apart; {@code micros} is when it was
 * taken, from 1970; {@code marker} is where the row stands among the others, in Debezium's words.
 */
public record SnapshotRow(
    Relation relation, Tuple row, Lsn point, long number, long micros, String marker) {

  public static final String FIRST = "first";
  public static final String FIRST_IN_TABLE = "first_in_data_collection";
  public static final String BETWEEN = "true";
  public static final String LAST_IN_TABLE = "last_in_data_collection";
  public static final String LAST = "last";

  /** Read while changes are streamed; such rows have no place among each other. */
  public static final String ON_DEMAND = "incremental";

  /** The commit LSN of its position: no transaction has it, for each begins its record behind. */
  public Lsn below() {
    return new Lsn(point.value() - 1);
  }
}
