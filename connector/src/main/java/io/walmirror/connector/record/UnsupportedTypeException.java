package io.walmirror.connector.record;

import io.walmirror.connector.pgoutput.Relation;
import org.apache.kafka.connect.errors.ConnectException;

/** A captured table has a column whose type this version cannot read. */
public final class UnsupportedTypeException extends ConnectException {

  private static final long serialVersionUID = 1L;

  UnsupportedTypeException(Relation relation, Relation.Column column) {
    super(
        "column "
            + column.name()
            + " of "
            + relation.name()
            + " has a type (OID "
            + Integer.toUnsignedString(column.typeOid())
            + ") that this version cannot read; leave the table out with table.include.list or"
            + " table.exclude.list");
  }
}
