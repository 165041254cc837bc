package io.walmirror.envelope;

/** The headers that Walmirror writes: public API. */
public final class HeaderNames {

  /** What the name of every header of ours begins with. */
  public static final String OWN_PREFIX = "walmirror.";

  /** The text form of the record's {@link Position}, on every data record. */
  public static final String POSITION = "walmirror.position";

  /** The code of the record's {@link Op}, on every record without an envelope. */
  public static final String OP = "walmirror.op";

  /**
   * The record's table, as {@link TableName#text()} writes it, on every record without envelope.
   */
  public static final String TABLE = "walmirror.table";

  /** The columns whose value was not sent, as {@link UnchangedColumns} writes them. */
  public static final String UNCHANGED = "walmirror.unchanged";

  /**
   * The arrays of the row that are no plain lists, as {@link ArrayShapes} writes them: of the row
   * after the change, or of a delete's row before it.
   */
  public static final String ARRAYS = "walmirror.arrays";

  /** Debezium's: the new key, on the delete that a moved key begins with. */
  public static final String NEW_KEY = "__debezium.newkey";

  /** Debezium's: the old key, on the create that a moved key ends with. */
  public static final String OLD_KEY = "__debezium.oldkey";

  private HeaderNames() {}
}
