package io.walmirror.connector.pgoutput;

import io.walmirror.envelope.TableName;
import java.util.List;

/** A table's shape as a RELATION message tells it, in force until the next one of that OID. */
public record Relation(int oid, TableName name, char replicaIdentity, List<Column> columns) {

  public Relation {
    columns = List.copyOf(columns);
  }

  /** A column; {@code modifier} is below zero where the type has none. */
  public record Column(String name, boolean inIdentity, int typeOid, int modifier) {}
}
