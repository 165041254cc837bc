package io.walmirror.sink.command;

import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.Row;
import io.walmirror.sink.row.RowOperation;
import io.walmirror.sink.row.RowOperation.Remove;
import io.walmirror.sink.row.RowOperation.Truncate;
import io.walmirror.sink.row.RowOperation.Upsert;
import io.walmirror.sink.text.Bytes;
import java.util.Optional;

/**
 * Rows as what is replaced whole: a JSON document, or nothing, which is to invalidate a cache. For
 * one thread.
 */
public final class ReplaceCommands implements Commands {

  private final RowKeys keys;
  private final Optional<RowDocument> document;
  private final TruncateCommands truncates;

  private ReplaceCommands(
      RowKeys keys, Optional<RowDocument> document, TruncateCommands truncates) {
    this.keys = keys;
    this.document = document;
    this.truncates = truncates;
  }

  /** Each row is a document. */
  public static ReplaceCommands documents(
      RowKeys keys, RowDocument document, TruncatePolicy truncates) {
    return new ReplaceCommands(
        keys, Optional.of(document), new TruncateCommands(keys, RowType.STRING, truncates));
  }

  /** Whatever happens to a row, its key goes. */
  public static ReplaceCommands invalidations(RowKeys keys, TruncatePolicy truncates) {
    return new ReplaceCommands(
        keys, Optional.empty(), new TruncateCommands(keys, RowType.DELETE, truncates));
  }

  @Override
  public Optional<Command> of(RowOperation operation) {
    return switch (operation.kind()) {
      case UPSERT -> Optional.of(put((Upsert) operation));
      case REMOVE -> Optional.of(remove((Remove) operation));
      case TRUNCATE -> truncates.of((Truncate) operation);
      case IGNORE -> Optional.empty();
    };
  }

  private Command put(Upsert upsert) {
    Keyspace keyspace = keys.keyspace(upsert.origin());
    Bytes key = keys.key(keyspace, upsert.key());
    if (document.isEmpty()) {
      return new Command.Replace(keyspace, key, upsert.origin(), false, Optional.empty());
    }
    if (isPartial(upsert, document.get())) {
      throw new RejectedRecordException(
          Refusal.PARTIAL,
          "the row leaves out a large column that did not change, and a document cannot be written"
              + " in part; set REPLICA IDENTITY FULL for the table, leave the column out with"
              + " redis.fields.exclude, or use redis.type=hash");
    }
    Bytes text = document.get().of(upsert.row());
    return new Command.Replace(keyspace, key, upsert.origin(), true, Optional.of(text));
  }

  private Command remove(Remove remove) {
    Keyspace keyspace = keys.keyspace(remove.origin());
    Bytes key = keys.key(keyspace, remove.key());
    return new Command.Replace(
        keyspace, key, remove.origin(), document.isPresent(), Optional.empty());
  }

  private static boolean isPartial(Upsert upsert, RowDocument document) {
    Row row = upsert.row();
    for (int i = 0; i < row.columns().size(); i++) {
      if (document.takes(row.columns().name(i)) && HashCommands.isKept(upsert, i, row.value(i))) {
        return true;
      }
    }
    return HashCommands.absent(upsert).stream().anyMatch(document::takes);
  }
}
