package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.pgoutput.TupleReader;
import io.walmirror.connector.snapshot.Leaf;
import io.walmirror.connector.snapshot.SnapshotTable;
import io.walmirror.connector.wire.Sql;
import io.walmirror.envelope.TableName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table whose rows are read in the order of a key, one leaf after the other.
 *
 * @param request for which it is read
 * @param table as the stream would tell of it
 * @param key the columns of a primary key or of a unique index without NULLs, in their order
 * @param condition which rows are wanted
 * @param expected how many those may be, negative where nobody knows
 * @param columns what its columns and those of its key are in the catalog
 * @param form its columns, its key and its files, in short; in another form it holds other rows, or
 *     has them in another order
 */
record RangeTable(
    SnapshotRequest request,
    SnapshotTable table,
    List<Column> key,
    Optional<String> condition,
    long expected,
    String columns,
    String form) {

  /** A column of the key, its type as SQL, and the schema of that type's operators as SQL. */
  record Column(String name, String type, String schema) {}

  public RangeTable {
    key = List.copyOf(key);
  }

  TableName name() {
    return table.name();
  }

  /** Those that hold its rows, in the order in which they are read. */
  List<Leaf> leaves() {
    return table.leaves().stream()
        .sorted(Comparator.comparing(leaf -> leaf.name().text()))
        .toList();
  }

  /**
   * The schemas, as SQL, that have to be searched for the key's operators. In some other that takes
   * its type as well the order may be another: citext has text's.
   */
  List<String> schemas() {
    return key.stream()
        .map(Column::schema)
        .filter(schema -> !schema.equals("pg_catalog"))
        .distinct()
        .toList();
  }

  /** The texts of a row's key. */
  List<String> keyOf(Tuple row) {
    TupleReader reader = row.reader();
    for (int i = 0; i < row.columns(); i++) {
      reader.next();
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      reader.next();
      texts.add(
          new String(
              reader.bytes(), reader.valueAt(), reader.valueLength(), StandardCharsets.UTF_8));
    }
    return texts;
  }

  /**
   * The statement whose rows follow those up to {@code after} in this leaf, at most so many; each
   * row has the texts of its key behind the table's columns.
   */
  String copy(Leaf leaf, List<String> after, int limit) {
    String columns =
        table.expressions()
            + key.stream()
                .map(column -> ", " + asText(Sql.identifier(column.name())))
                .collect(Collectors.joining());
    StringBuilder sql =
        new StringBuilder("COPY (SELECT ")
            .append(columns)
            .append(" FROM ONLY ")
            .append(Sql.identifier(leaf.name().schema()))
            .append('.')
            .append(Sql.identifier(leaf.name().table()))
            .append(" WHERE true");
    table.filter().ifPresent(filter -> sql.append(" AND (").append(filter).append(')'));
    condition.ifPresent(wanted -> sql.append(" AND (").append(wanted).append("\n)"));
    if (!after.isEmpty()) {
      sql.append(" AND (").append(names(leaf)).append(") > (").append(values(after)).append(')');
    }
    return sql.append(" ORDER BY ")
        .append(names(leaf))
        .append(" LIMIT ")
        .append(limit)
        .append(") TO STDOUT (FORMAT binary)")
        .toString();
  }

  /** With the leaf's name: by that of a column alone the order would be that of its text. */
  private String names(Leaf leaf) {
    String table = Sql.identifier(leaf.name().table()) + '.';
    return key.stream()
        .map(column -> table + Sql.identifier(column.name()))
        .collect(Collectors.joining(", "));
  }

  private String values(List<String> texts) {
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < key.size(); i++) {
      values
          .append(i == 0 ? "" : ", ")
          .append(Sql.literal(texts.get(i)))
          .append("::")
          .append(key.get(i).type());
    }
    return values.toString();
  }

  private static String asText(String column) {
    return "format('%s', " + column + ")";
  }
}
