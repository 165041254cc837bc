package io.walmirror.sink.row;

/** Why a record cannot be turned into something that Redis could be told. */
public enum Refusal {
  /** It carries no version of the mapping's scheme. */
  NO_VERSION,
  /** It has no key, or a key with a null in it. */
  NO_KEY,
  /** Nothing says which table it is of, and the key needs that. */
  NO_TABLE,
  /** Its value is none of the forms that are understood. */
  NO_ROW,
  /** Its headers or fields are damaged. */
  MALFORMED,
  /** Another table already has its keyspace. */
  SHARED_KEYSPACE,
  /** The key template does not fit the columns of its key. */
  KEY_COLUMN,
  /** A column has the name of the version's field. */
  RESERVED_FIELD,
  /** It leaves out columns, and what the row becomes cannot be written in part. */
  PARTIAL,
  /** Nothing says when it expires. */
  TTL,
  /** No mapping takes it. */
  NO_MAPPING,
  /** It is a TRUNCATE. */
  TRUNCATE
}
