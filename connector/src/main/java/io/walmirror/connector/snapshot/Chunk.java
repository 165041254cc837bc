package io.walmirror.connector.snapshot;

import io.walmirror.connector.wire.Sql;

/**
 * A range of a leaf's blocks, or a leaf as a whole: what one COPY reads. The last range has no end,
 * so that none is missed that were added since the leaf was measured.
 */
public record Chunk(SnapshotTable table, Leaf leaf, int number, long fromBlock, long toBlock) {

  static final long NO_END = -1;

  /** The statement whose rows are read. */
  String copy() {
    return "COPY (SELECT " + table.expressions() + from() + ") TO STDOUT (FORMAT binary)";
  }

  private String from() {
    if (table.override().isPresent()) {
      return " FROM (" + table.override().get() + "\n) AS chosen";
    }
    StringBuilder from =
        new StringBuilder(" FROM ONLY ")
            .append(Sql.identifier(leaf.name().schema()))
            .append('.')
            .append(Sql.identifier(leaf.name().table()))
            .append(" WHERE ")
            .append(table.filter().map(filter -> "(" + filter + ")").orElse("true"));
    if (fromBlock > 0) {
      from.append(" AND ctid >= '(").append(fromBlock).append(",0)'::tid");
    }
    if (toBlock != NO_END) {
      from.append(" AND ctid < '(").append(toBlock).append(",0)'::tid");
    }
    return from.toString();
  }

  /** The text form of a column's value, NULL for NULL. */
  static String asText(String column) {
    // num_nulls, because a composite of nothing but NULLs "is null" too.
    return "CASE WHEN num_nulls(" + column + ") = 0 THEN format('%s', " + column + ") END";
  }

  @Override
  public String toString() {
    return "chunk " + number + " of " + leaf.name();
  }
}
