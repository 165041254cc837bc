package io.walmirror.connector.pgoutput;

import io.walmirror.envelope.Lsn;
import java.util.List;

/** One message of the pgoutput protocol. */
public sealed interface Message {

  /** What kind of message this is: for switches, which Java 17 cannot do over the types. */
  enum Kind {
    BEGIN,
    COMMIT,
    RELATION,
    TYPE,
    ORIGIN,
    INSERT,
    UPDATE,
    DELETE,
    TRUNCATE,
    LOGICAL,
    STREAM_START,
    STREAM_STOP,
    STREAM_COMMIT,
    STREAM_ABORT,
    STREAMED
  }

  Kind kind();

  /**
   * A transaction begins. {@code commitLsn} is where its commit record starts; {@code commitMicros}
   * counts from 2000-01-01.
   */
  record Begin(Lsn commitLsn, long commitMicros, int xid) implements Message {
    @Override
    public Kind kind() {
      return Kind.BEGIN;
    }
  }

  /** A transaction ended; {@code endLsn} is where its commit record ends. */
  record Commit(Lsn commitLsn, Lsn endLsn, long commitMicros) implements Message {
    @Override
    public Kind kind() {
      return Kind.COMMIT;
    }
  }

  /** The shape of a table, in force for the changes that follow. */
  record RelationShape(Relation relation) implements Message {
    @Override
    public Kind kind() {
      return Kind.RELATION;
    }
  }

  /** A type that is not built in, named before the relation that uses it. */
  record TypeName(int oid, String schema, String name) implements Message {
    @Override
    public Kind kind() {
      return Kind.TYPE;
    }
  }

  /** The transaction was replayed from another server. */
  record Origin(Lsn lsn, String name) implements Message {
    @Override
    public Kind kind() {
      return Kind.ORIGIN;
    }
  }

  /** A row was inserted. */
  record Insert(int relationId, Tuple row) implements Message {
    @Override
    public Kind kind() {
      return Kind.INSERT;
    }
  }

  /** A row was updated; {@code old} is null unless the replica identity made the server send it. */
  record Update(int relationId, OldRow old, Tuple row) implements Message {
    @Override
    public Kind kind() {
      return Kind.UPDATE;
    }
  }

  /** A row was deleted. */
  record Delete(int relationId, OldRow old) implements Message {
    @Override
    public Kind kind() {
      return Kind.DELETE;
    }
  }

  /** Tables were emptied in one statement. */
  record Truncate(List<Integer> relationIds, boolean cascade, boolean restartIdentity)
      implements Message {
    public Truncate {
      relationIds = List.copyOf(relationIds);
    }

    @Override
    public Kind kind() {
      return Kind.TRUNCATE;
    }
  }

  /** What {@code pg_logical_emit_message} wrote; the content stays in the message's bytes. */
  record Logical(boolean transactional, Lsn lsn, String prefix, Content content)
      implements Message {
    @Override
    public Kind kind() {
      return Kind.LOGICAL;
    }
  }

  /** A range of a message's bytes. */
  @SuppressWarnings("ArrayRecordComponent") // A view: the bytes are never copied nor compared.
  record Content(byte[] bytes, int at, int length) {}

  /** What follows, until the block stops, belongs to this transaction, which is still open. */
  record StreamStart(int xid) implements Message {
    @Override
    public Kind kind() {
      return Kind.STREAM_START;
    }
  }

  /** The block of an open transaction stops. */
  record StreamStop() implements Message {
    @Override
    public Kind kind() {
      return Kind.STREAM_STOP;
    }
  }

  /** A transaction that was sent while it was open has committed. */
  record StreamCommit(int xid, Lsn commitLsn, Lsn endLsn, long commitMicros) implements Message {
    @Override
    public Kind kind() {
      return Kind.STREAM_COMMIT;
    }
  }

  /** A transaction that was sent while it was open is aborted, or a sub-transaction of it is. */
  record StreamAbort(int xid, int subXid) implements Message {
    @Override
    public Kind kind() {
      return Kind.STREAM_ABORT;
    }
  }

  /**
   * A message inside a block: of this transaction or sub-transaction, and not decoded yet, because
   * what was aborted never will be. {@code message} is what would have been sent outside a block.
   */
  record Streamed(int xid, byte type, Content message) implements Message {
    @Override
    public Kind kind() {
      return Kind.STREAMED;
    }
  }
}
