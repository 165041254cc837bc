package io.walmirror.sink.command;

import io.walmirror.sink.row.Columns;
import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.Row;
import io.walmirror.sink.row.RowOperation;
import io.walmirror.sink.row.RowOperation.Remove;
import io.walmirror.sink.row.RowOperation.Truncate;
import io.walmirror.sink.row.RowOperation.Upsert;
import io.walmirror.sink.text.Bytes;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Rows as hashes: a field for each column that is not NULL. For one thread. */
public final class HashCommands implements Commands {

  private static final int MAX_SHAPES = 1024;

  private final RowKeys keys;
  private final String versionField;
  private final TruncateCommands truncates;
  private final IdentityHashMap<Columns, HashShape> shapes = new IdentityHashMap<>();

  public HashCommands(RowKeys keys, String versionField, TruncatePolicy truncates) {
    this.keys = keys;
    this.versionField = versionField;
    this.truncates = new TruncateCommands(keys, RowType.HASH, truncates);
  }

  @Override
  public Optional<Command> of(RowOperation operation) {
    return switch (operation.kind()) {
      case UPSERT -> Optional.of(put((Upsert) operation));
      case REMOVE -> Optional.of(delete((Remove) operation));
      case TRUNCATE -> truncates.of((Truncate) operation);
      case IGNORE -> Optional.empty();
    };
  }

  private Command put(Upsert upsert) {
    Row row = upsert.row();
    Columns columns = row.columns();
    if (columns.contains(versionField)) {
      throw new RejectedRecordException(
          Refusal.RESERVED_FIELD,
          "the row has a column "
              + versionField
              + ", the name of the field that holds its version; set redis.version.field to a name"
              + " that is no column");
    }
    List<String> absent = absent(upsert);
    Keyspace keyspace = keys.keyspace(upsert.origin());
    HashShape shape =
        absent.isEmpty() ? shape(keyspace, columns) : HashShape.of(keyspace, columns, absent);
    Bytes key = keys.key(keyspace, upsert.key());
    int size = 2 * key.length() + 64;
    Fields.Builder fields = new Fields.Builder(shape.names().size());
    for (int i = 0; i < columns.size(); i++) {
      Object value = row.value(i);
      if (isKept(upsert, i, value)) {
        fields.keep();
      } else if (value == null) {
        fields.remove();
      } else {
        Bytes text = row.bytes(i, value);
        size += text.length();
        fields.set(text);
      }
    }
    absent.forEach(name -> fields.keep());
    return new Command.PutHash(key, upsert.origin(), shape, fields.build(), size);
  }

  private HashShape shape(Keyspace keyspace, Columns columns) {
    HashShape shape = shapes.get(columns);
    if (shape == null || !shape.keyspace().equals(keyspace)) {
      if (shapes.size() >= MAX_SHAPES) {
        shapes.clear();
      }
      shape = HashShape.of(keyspace, columns);
      shapes.put(columns, shape);
    }
    return shape;
  }

  static boolean isKept(Upsert upsert, int column, Object value) {
    return (value != null && upsert.row().isUnavailable(value))
        || (!upsert.unchanged().isEmpty()
            && upsert.unchanged().contains(upsert.row().columns().name(column)));
  }

  private Command delete(Remove remove) {
    Keyspace keyspace = keys.keyspace(remove.origin());
    return new Command.Delete(keyspace, keys.key(keyspace, remove.key()), remove.origin());
  }

  /** Columns that are said to be unchanged and that the record leaves out altogether. */
  static List<String> absent(Upsert upsert) {
    if (upsert.unchanged().isEmpty()) {
      return List.of();
    }
    Columns columns = upsert.row().columns();
    return upsert.unchanged().names().stream().filter(name -> !columns.contains(name)).toList();
  }
}
