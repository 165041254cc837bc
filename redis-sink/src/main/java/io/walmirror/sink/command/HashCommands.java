package io.walmirror.sink.command;

import io.walmirror.sink.row.Columns;
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

  private static final int MAX_PLANS = 1024;

  private final RowKeys keys;
  private final String versionField;
  private final TruncateCommands truncates;
  private final FieldSelection selection;
  private final FieldValues fieldValues;
  private final IdentityHashMap<Columns, HashPlan> plans = new IdentityHashMap<>();

  public HashCommands(RowKeys keys, String versionField, TruncatePolicy truncates) {
    this(keys, FieldSelection.ALL, FieldValues.PRINTED, versionField, truncates);
  }

  public HashCommands(
      RowKeys keys,
      FieldSelection selection,
      FieldValues fieldValues,
      String versionField,
      TruncatePolicy truncates) {
    this.keys = keys;
    this.selection = selection;
    this.fieldValues = fieldValues;
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
    List<String> absent = absent(upsert);
    Keyspace keyspace = keys.keyspace(upsert.origin());
    HashPlan plan = absent.isEmpty() ? plan(keyspace, columns) : newPlan(keyspace, columns, absent);
    HashShape shape = plan.shape();
    Bytes key = keys.key(keyspace, upsert.key());
    int size = 2 * key.length() + 64;
    Fields.Builder fields = new Fields.Builder(shape.names().size());
    for (int i = 0; i < plan.size(); i++) {
      int column = plan.column(i);
      Object value = row.value(column);
      if (isKept(upsert, column, value)) {
        fields.keep();
      } else if (value == null && fieldValues.nulls().isEmpty()) {
        fields.remove();
      } else {
        Bytes text = value == null ? fieldValues.nulls().get() : fieldValues.of(row, column, value);
        size += text.length();
        fields.set(text);
      }
    }
    for (int i = plan.size(); i < shape.names().size(); i++) {
      fields.keep();
    }
    return new Command.PutHash(key, upsert.origin(), shape, fields.build(), size);
  }

  private HashPlan plan(Keyspace keyspace, Columns columns) {
    HashPlan plan = plans.get(columns);
    if (plan == null || !plan.shape().keyspace().equals(keyspace)) {
      if (plans.size() >= MAX_PLANS) {
        plans.clear();
      }
      plan = newPlan(keyspace, columns, List.of());
      plans.put(columns, plan);
    }
    return plan;
  }

  private HashPlan newPlan(Keyspace keyspace, Columns columns, List<String> absent) {
    return HashPlan.of(keyspace, columns, absent, selection, versionField);
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
