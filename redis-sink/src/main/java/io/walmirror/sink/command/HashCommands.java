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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows as hashes: a field for each column that is not NULL. For one thread. */
public final class HashCommands {

  private final RowKeys keys;
  private final String versionField;

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
    Bytes key = keys.key(upsert.origin(), upsert.key());
    int size = 2 * key.length() + 64;
    List<Bytes> fields = new ArrayList<>(2 * columns.size());
    List<Bytes> removed = List.of();
    List<Bytes> kept = List.of();
    boolean anyUnchanged = !upsert.unchanged().isEmpty();
    for (int i = 0; i < columns.size(); i++) {
      Bytes name = columns.nameBytes(i);
      size += name.length();
      Object value = row.value(i);
      if ((anyUnchanged && upsert.unchanged().contains(columns.name(i)))
          || (value != null && row.isUnavailable(value))) {
        kept = with(kept, name);
      } else if (value == null) {
        removed = with(removed, name);
      } else {
        Bytes text = row.bytes(i, value);
        size += text.length();
        fields.add(name);
        fields.add(text);
      }
    }
    Bytes fingerprint = columns.fingerprint();
    List<String> absent = anyUnchanged ? absent(upsert) : List.of();
    if (!absent.isEmpty()) {
      fingerprint = columns.fingerprintWith(absent);
      for (String name : absent) {
        kept = with(kept, Bytes.of(name));
      }
    }
    return new Command.PutHash(key, upsert.origin(), fingerprint, fields, removed, kept, size);
  }

  private Command delete(Remove remove) {
    return new Command.Delete(keys.key(remove.origin(), remove.key()), remove.origin());
  }

  /** Columns that are said to be unchanged and that the record leaves out altogether. */
  private static List<String> absent(Upsert upsert) {
    Columns columns = upsert.row().columns();
    return upsert.unchanged().names().stream().filter(name -> !columns.contains(name)).toList();
  }

  private static List<Bytes> with(List<Bytes> names, Bytes name) {
    List<Bytes> longer = names.isEmpty() ? new ArrayList<>() : names;
    longer.add(name);
    return longer;
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
