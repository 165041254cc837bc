package io.walmirror.connector.snapshot;

import io.walmirror.envelope.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the catalog tells of a published table, as far as the events of rows that are there already
 * would be others if it were another.
 *
 * @param filter which rows are published, as SQL; empty for all
 * @param key the numbers of the columns that tell rows apart
 * @param attributes how many columns it ever had
 * @param columns those that it has, in their order
 * @param leaves those that hold its rows, by their OIDs: itself where it has no partitions
 */
public record TableForm(
    long oid,
    TableName name,
    String filter,
    String key,
    int attributes,
    List<Column> columns,
    Map<Long, FormLeaf> leaves) {

  private static final long VARCHAR = 1043;
  private static final long TEXT = 25;

  /**
   * A column.
   *
   * @param filled whether rows from before it have a value in it that is not stored with them
   * @param mark another one whenever somebody altered the column
   * @param labels what the values of its type may be called, oldest first, where that can change
   */
  public record Column(
      int number,
      String name,
      long type,
      boolean published,
      boolean filled,
      String mark,
      List<Label> labels) {
    public Column {
      labels = List.copyOf(labels);
    }

    boolean sameType(Column other) {
      return kind() == other.kind() && labels.equals(other.labels);
    }

    /** Text is the same value in either type. */
    private long kind() {
      return type == VARCHAR ? TEXT : type;
    }
  }

  /** A label of an enum, or (with the OID zero) an attribute of a composite type. */
  public record Label(long oid, String text) {}

  public TableForm {
    columns = List.copyOf(columns);
    // In their order, so that the same form is the same text in every process.
    leaves = Collections.unmodifiableMap(new TreeMap<>(leaves));
  }

  /** What is kept of it. */
  KnownForm known() {
    long newest =
        columns.stream()
            .flatMap(column -> column.labels().stream())
            .mapToLong(Label::oid)
            .max()
            .orElse(0);
    return upTo(attributes, newest);
  }

  /** The same as if it had no columns and no labels beyond these. */
  KnownForm upTo(int lastColumn, long lastLabel) {
    StringBuilder definition =
        new StringBuilder(name.text()).append('\n').append(filter).append('\n').append(key);
    StringBuilder marks = new StringBuilder();
    for (Column column : columns) {
      if (column.published() && column.number() <= lastColumn) {
        definition.append('\n').append(column.number()).append(' ').append(column.kind());
        definition.append(' ').append(column.name());
        column.labels().stream()
            .filter(label -> label.oid() <= lastLabel)
            .forEach(label -> definition.append('\0').append(label.text()));
        marks.append(column.number()).append(' ').append(column.mark()).append('\n');
      }
    }
    Map<Long, KnownLeaf> held = new HashMap<>();
    leaves.forEach((leaf, each) -> held.put(leaf, KnownLeaf.of(each)));
    return new KnownForm(lastColumn, lastLabel, hash(definition), held, hash(marks) >>> 32);
  }

  private static long hash(CharSequence text) {
    return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8))
        .getMostSignificantBits();
  }
}
