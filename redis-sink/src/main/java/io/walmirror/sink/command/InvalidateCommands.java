package io.walmirror.sink.command;

import io.walmirror.sink.row.Origin;
import io.walmirror.sink.row.Row;
import io.walmirror.sink.row.RowOperation;
import io.walmirror.sink.row.RowOperation.Remove;
import io.walmirror.sink.row.RowOperation.Truncate;
import io.walmirror.sink.row.RowOperation.Upsert;
import java.util.Optional;

/** Rows as what invalidates a cache: whatever happens to a row, its key goes. For one thread. */
public final class InvalidateCommands implements Commands {

  private final RowKeys keys;
  private final TruncateCommands truncates;

  public InvalidateCommands(RowKeys keys, TruncatePolicy truncates) {
    this.keys = keys;
    this.truncates = new TruncateCommands(keys, RowType.DELETE, truncates);
  }

  @Override
  public Optional<Command> of(RowOperation operation) {
    return switch (operation.kind()) {
      case UPSERT -> {
        Upsert upsert = (Upsert) operation;
        yield Optional.of(remove(upsert.origin(), upsert.key()));
      }
      case REMOVE -> {
        Remove gone = (Remove) operation;
        yield Optional.of(remove(gone.origin(), gone.key()));
      }
      case TRUNCATE -> truncates.of((Truncate) operation);
      case IGNORE -> Optional.empty();
    };
  }

  private Command remove(Origin origin, Row primaryKey) {
    Keyspace keyspace = keys.keyspace(origin);
    return new Command.Invalidate(keyspace, keys.key(keyspace, primaryKey), origin);
  }
}
