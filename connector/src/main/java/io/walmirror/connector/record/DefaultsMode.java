package io.walmirror.connector.record;

/** Which columns have their default in the schema. */
public enum DefaultsMode {
  /** Those that are NOT NULL: a converter that writes defaults in place of NULLs finds none. */
  REQUIRED,
  /** All, as Debezium does. */
  ALL,
  /** None. */
  NONE;

  boolean has(boolean required) {
    return this == ALL || (this == REQUIRED && required);
  }
}
