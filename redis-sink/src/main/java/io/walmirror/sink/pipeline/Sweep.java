package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command.Empty;
import io.walmirror.sink.command.Keyspace;
import io.walmirror.sink.command.RowType;
import io.walmirror.sink.row.Version;

/**
 * A TRUNCATE on its way: how far the server's keys were looked through for the table's. Starts anew
 * on another connection, whose server may count its keys otherwise. For one thread.
 */
public final class Sweep {

  private static final byte[] START = {'0'};

  private final Keyspace keyspace;
  private final Version before;
  private final RowType type;
  private byte[] cursor = START;
  private long removed;
  private boolean done;

  public Sweep(Empty empty) {
    this.keyspace = empty.keyspace();
    this.before = empty.version();
    this.type = empty.type();
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
    return keyspace;
  }

  Version before() {
    return before;
  }

  RowType type() {
    return type;
  }

  byte[] cursor() {
    return cursor;
  }

  /** What the table's keys look like, for SCAN. */
  byte[] pattern() {
    return keyspace.pattern().array();
  }

  /** Another piece was looked through. */
  void advance(byte[] next, long removedKeys) {
    cursor = next;
    removed += removedKeys;
    done = next.length == 1 && next[0] == START[0];
  }

  void restart() {
    cursor = START;
  }

  /** A newer TRUNCATE of the table removes what is left, too. */
  void superseded() {
    done = true;
  }
}
