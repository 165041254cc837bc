package io.walmirror.envelope;

/** Field names of Debezium's envelope and its source block. */
public final class EnvelopeFields {

  public static final String BEFORE = "before";
  public static final String AFTER = "after";
  public static final String SOURCE = "source";
  public static final String TRANSACTION = "transaction";
  public static final String OP = "op";
  public static final String TS_MS = "ts_ms";
  public static final String TS_US = "ts_us";
  public static final String TS_NS = "ts_ns";

  /** What the schema name of every envelope ends with. */
  public static final String SCHEMA_SUFFIX = ".Envelope";

  /** The value that Debezium puts where PostgreSQL did not send an unchanged one. */
  public static final String UNAVAILABLE_VALUE = "__debezium_unavailable_value";

  /**
   * A parameter of an array's schema: what stands between its elements where PostgreSQL prints it.
   * Absent where that is a comma.
   */
  public static final String ARRAY_DELIMITER = "walmirror.delimiter";

  private EnvelopeFields() {}
}
