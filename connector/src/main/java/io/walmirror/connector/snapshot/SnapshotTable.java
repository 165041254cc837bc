package io.walmirror.connector.snapshot;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
  public record Column(String sql, boolean text) {}

  public TableName name() {
    return relation.name();
  }

  /** Its name, and those of the leaves that are read of it. */
  public Stream<TableName> names() {
    return Stream.concat(Stream.of(name()), leaves.stream().map(Leaf::name));
  }

  /** The same table, of which these leaves alone are read. */
  public SnapshotTable with(List<Leaf> some) {
    return new SnapshotTable(relation, columns, filter, some, override);
  }

  /** What is selected: the expressions of all columns. */
  public String expressions() {
    return columns.stream().map(Column::sql).collect(Collectors.joining(", "));
  }

  /** The same table, of which those rows alone are read that meet a condition, too. */
  public SnapshotTable where(String condition) {
    String both = filter.map(each -> "(" + each + ") AND ").orElse("") + "(" + condition + "\n)";
    return new SnapshotTable(relation, columns, Optional.of(both), leaves, override);
  }

  /** The same table, these columns of which are read as text. */
  public SnapshotTable inText(Predicate<Relation.Column> which) {
    List<Column> forms = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      boolean changes = !column.text() && which.test(relation.columns().get(i));
      forms.add(changes ? new Column(Chunk.asText(column.sql()), true) : column);
    }
    return new SnapshotTable(relation, forms, filter, leaves, override);
  }
}
