package io.walmirror.sink.command;

import io.walmirror.sink.row.Columns;
import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.RowOperation;
import io.walmirror.sink.row.RowOperation.Remove;
import io.walmirror.sink.row.RowOperation.Truncate;
import io.walmirror.sink.row.RowOperation.Upsert;
import io.walmirror.sink.text.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows as JSON documents, in strings or native. For one thread. */
public final class DocumentCommands implements Commands {

  private final RowKeys keys;
  private final RowDocument document;
  private final RowType type;
  private final boolean fenced;
  private final TruncateCommands truncates;

  /**
   * Each row is a document.
   *
   * @param type {@link RowType#STRING} or {@link RowType#JSON}
   * @param fenced whether versions tell what a partial row may be put together with
   */
  public DocumentCommands(
      RowKeys keys, RowDocument document, RowType type, boolean fenced, TruncatePolicy truncates) {
    this.keys = keys;
    this.document = document;
    this.type = type;
    this.fenced = fenced;
    this.truncates = new TruncateCommands(keys, type, truncates);
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
    List<String> kept = kept(upsert);
    if (!kept.isEmpty() && !fenced) {
      throw new RejectedRecordException(
          Refusal.PARTIAL,
          "the row leaves out a large column that did not change, and with redis.fence=off nobody"
              + " knows what its document may be put together with; set REPLICA IDENTITY FULL for"
              + " the table, leave the column out with redis.fields.exclude, or use redis.fence=on");
    }
    if (!kept.isEmpty() && type == RowType.JSON) {
      checkPaths(upsert, kept);
    }
    Bytes text = document.of(upsert.row(), kept);
    return new Command.PutDocument(
        keyspace,
        key,
        upsert.origin(),
        type,
        Optional.of(text),
        kept.stream().map(Bytes::of).toList());
  }

  /** Servers do not agree on how these characters are written in a path. */
  private void checkPaths(Upsert upsert, List<String> kept) {
    Columns columns = upsert.row().columns();
    Stream<String> carried =
        IntStream.range(0, columns.size())
            .mapToObj(columns::name)
            .filter(document::takes)
            .map(document::member);
    Stream.concat(carried, kept.stream())
        .filter(name -> name.indexOf('"') >= 0 || name.indexOf('\\') >= 0)
        .findFirst()
        .ifPresent(
            name -> {
              throw new RejectedRecordException(
                  Refusal.PARTIAL,
                  "the row leaves out a large column that did not change, and the column "
                      + name
                      + " has a quote or backslash in its name, which no path into a native"
                      + " document can have; rename it with redis.fields.rename, set REPLICA"
                      + " IDENTITY FULL for the table, or use redis.type=string");
            });
  }

  private Command remove(Remove remove) {
    Keyspace keyspace = keys.keyspace(remove.origin());
    return new Command.PutDocument(
        keyspace,
        keys.key(keyspace, remove.key()),
        remove.origin(),
        type,
        Optional.empty(),
        List.of());
  }

  /** The members that the row leaves out. */
  private List<String> kept(Upsert upsert) {
    List<String> kept = new ArrayList<>();
    Columns columns = upsert.row().columns();
    for (int i = 0; i < columns.size(); i++) {
      if (document.takes(columns.name(i))
          && HashCommands.isKept(upsert, i, upsert.row().value(i))) {
        kept.add(document.member(columns.name(i)));
      }
    }
    HashCommands.absent(upsert).stream()
        .filter(document::takes)
        .map(document::member)
        .forEach(kept::add);
    return kept;
  }
}
