package io.walmirror.connector.snapshot;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A published table as the stream would tell of it, and how its rows are read: an expression for
 * each column, what kind of value it yields, the publication's row filter, the leaves that hold the
 * rows, and the statement that is read in their place where the user wants another.
 */
public record SnapshotTable(
    Relation relation,
    List<Column> columns,
    Optional<String> filter,
    List<Leaf> leaves,
    Optional<String> override) {

  public SnapshotTable {
    columns = List.copyOf(columns);
    leaves = List.copyOf(leaves);
  }

  /** A column's SQL, and whether that yields text instead of the type's binary form. */
  record Column(String sql, boolean text) {}

  public TableName name() {
    return relation.name();
  }

  /** The same table, every column of which is read as text. */
  public SnapshotTable inText() {
    List<Column> texts =
        columns.stream()
            .map(column -> column.text() ? column : new Column(Chunk.asText(column.sql()), true))
            .toList();
    return new SnapshotTable(relation, texts, filter, leaves, override);
  }
}
