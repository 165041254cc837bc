package io.walmirror.envelope;

/** A table by its schema and its own name, as PostgreSQL holds them (unquoted, case kept). */
public record TableName(String schema, String table) {

  /** Reads {@link #text()} back. */
  public static TableName parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0 || text.indexOf('.', dot + 1) >= 0) {
      throw new MalformedHeaderException(
          HeaderNames.TABLE, "not of the form schema.table: " + text);
    }
    return new TableName(
        PercentCoding.decode(HeaderNames.TABLE, text.substring(0, dot)),
        PercentCoding.decode(HeaderNames.TABLE, text.substring(dot + 1)));
  }

  /** The form of the header: both names percent-coded, one dot between them. */
  public String text() {
    return PercentCoding.encodeWordFirst(schema) + "." + PercentCoding.encode(table);
  }

  /** The form people read in messages and write in filters. */
  @Override
  public String toString() {
    return schema + "." + table;
  }
}
