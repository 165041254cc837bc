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
public final class HashCommands {

  private static final int MAX_SHAPES = 1024;

  private final RowKeys keys;
  private final String versionField;
  private final IdentityHashMap<Columns, HashShape> shapes = new IdentityHashMap<>();

  public HashCommands(RowKeys keys, String versionField) {
    this.keys = keys;
    this.versionField = versionField;
  }

  /** What Redis must do, or nothing where the operation is of no row. */
  public Optional<Command> of(RowOperation operation) {
    return switch (operation.kind()) {
      case UPSERT -> Optional.of(put((Upsert) operation));
      case REMOVE -> Optional.of(delete((Remove) operation));
      case TRUNCATE -> throw truncate((Truncate) operation);
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
    HashShape shape = absent.isEmpty() ? shape(columns) : HashShape.of(columns, absent);
    Bytes key = keys.key(upsert.origin(), upsert.key());
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

  private HashShape shape(Columns columns) {
    HashShape shape = shapes.get(columns);
    if (shape == null) {
      if (shapes.size() >= MAX_SHAPES) {
        shapes.clear();
      }
      shape = HashShape.of(columns);
      shapes.put(columns, shape);
    }
    return shape;
  }

  private static boolean isKept(Upsert upsert, int column, Object value) {
    return (value != null && upsert.row().isUnavailable(value))
        || (!upsert.unchanged().isEmpty()
            && upsert.unchanged().contains(upsert.row().columns().name(column)));
  }

  private Command delete(Remove remove) {
    return new Command.Delete(keys.key(remove.origin(), remove.key()), remove.origin());
  }

  /** Columns that are said to be unchanged and that the record leaves out altogether. */
  private static List<String> absent(Upsert upsert) {
    if (upsert.unchanged().isEmpty()) {
      return List.of();
    }
    Columns columns = upsert.row().columns();
    return upsert.unchanged().names().stream().filter(name -> !columns.contains(name)).toList();
  }

  private static RejectedRecordException truncate(Truncate truncate) {
    String table = truncate.origin().table().map(Object::toString).orElse("its table");
    return new RejectedRecordException(
        Refusal.TRUNCATE,
        "TRUNCATE of "
            + table
            + " at "
            + truncate.origin().version()
            + ": this sink does not empty a table's keys. Delete them yourself, or keep truncates"
            + " out with skipped.operations=t at the source, if Redis may keep the rows");
  }
}
