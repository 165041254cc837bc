package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Command.Empty;
import io.walmirror.sink.command.Keyspace;
import io.walmirror.sink.command.RowType;
import io.walmirror.sink.row.Version;
import io.walmirror.sink.text.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A TRUNCATE on its way: how far the server's keys were looked through for the table's. Starts anew
 * on another connection, whose server may count its keys otherwise. For one thread.
 */
public final class Sweep {

  private static final byte[] START = {'0'};

  private final Empty empty;
  private final List<Command> forgetting = new ArrayList<>();
  private byte[] cursor = START;
  private long removed;
  private boolean done;

  public Sweep(Empty empty) {
    this.empty = empty;
  }

  /** Whether no key is left that is older. */
  public boolean isDone() {
    return done;
  }

  /** How many keys were removed. */
  public long removed() {
    return removed;
  }

  Keyspace keyspace() {
    return empty.keyspace();
  }

  Version before() {
    return empty.version();
  }

  RowType type() {
    return empty.type();
  }

  byte[] cursor() {
    return cursor;
  }

  /** What the table's keys look like, for SCAN. */
  byte[] pattern() {
    return keyspace().pattern().array();
  }

  /** Another piece was looked through. */
  void advance(byte[] next, long removedKeys) {
    cursor = next;
    removed += removedKeys;
    done = next.length == 1 && next[0] == START[0];
  }

  /** A newer document has members from before, which it is to forget. */
  void forgets(byte[] key) {
    forgetting.add(
        new Command.PutDocument(
            keyspace(), Bytes.of(key), empty.origin(), type(), Optional.empty(), List.of()));
  }

  /** What tells those documents: older deletes of their rows. */
  List<Command> takeForgetting() {
    List<Command> taken = List.copyOf(forgetting);
    forgetting.clear();
    return taken;
  }

  void restart() {
    cursor = START;
  }

  /** A newer TRUNCATE of the table removes what is left, too. */
  void superseded() {
    done = true;
  }
}
