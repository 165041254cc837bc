package io.walmirror.connector.event;

import io.walmirror.connector.pgoutput.Message;
import io.walmirror.connector.pgoutput.OldRow;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;

/** Something that was done and committed; to a table, with the shape that was in force. */
public sealed interface Change {

  Transaction transaction();

  Place place();

  /** How many bytes the change took in the stream. */
  int messageBytes();

  /** Turns this change over to the right method of a visitor. */
  void visit(Visitor visitor);

  /** What can be done with a change: one method for each kind. */
  interface Visitor {
    void inserted(Inserted change);

    void updated(Updated change);

    void deleted(Deleted change);

    void truncated(Truncated change);

    void emitted(Emitted change);

    /** Told where transactions are to be told of, and else never. */
    default void begun(Begun change) {}

    /** The same. */
    default void ended(Ended change) {}
  }

  /** A row came. */
  record Inserted(Transaction transaction, Place place, Relation relation, Tuple row)
      implements Change {
    @Override
    public int messageBytes() {
      return row.bytes().length;
    }

    @Override
    public void visit(Visitor visitor) {
      visitor.inserted(this);
    }
  }

  /** A row changed; {@code old} is null where the replica identity has nothing of it. */
  record Updated(Transaction transaction, Place place, Relation relation, OldRow old, Tuple row)
      implements Change {
    @Override
    public int messageBytes() {
      return row.bytes().length;
    }

    @Override
    public void visit(Visitor visitor) {
      visitor.updated(this);
    }
  }

  /** A row went. */
  record Deleted(Transaction transaction, Place place, Relation relation, OldRow old)
      implements Change {
    @Override
    public int messageBytes() {
      return old.row().bytes().length;
    }

    @Override
    public void visit(Visitor visitor) {
      visitor.deleted(this);
    }
  }

  /** A table was emptied. */
  record Truncated(Transaction transaction, Place place, Relation relation) implements Change {
    @Override
    public int messageBytes() {
      return 0;
    }

    @Override
    public void visit(Visitor visitor) {
      visitor.truncated(this);
    }
  }

  /** A transaction begins; nothing of it was handed on before. */
  record Begun(Transaction transaction, Place place) implements Change {
    @Override
    public int messageBytes() {
      return 0;
    }

    @Override
    public void visit(Visitor visitor) {
      visitor.begun(this);
    }
  }

  /** A transaction ends; the slot may forget it once {@code point} is stored. */
  record Ended(Transaction transaction, Place place, ResumePoint point) implements Change {
    @Override
    public int messageBytes() {
      return 0;
    }

    @Override
    public void visit(Visitor visitor) {
      visitor.ended(this);
    }
  }

  /**
   * {@code pg_logical_emit_message} was called. Outside a transaction its position is the end of
   * its record, with the ordinal zero.
   */
  record Emitted(Transaction transaction, Place place, String prefix, Message.Content content)
      implements Change {
    @Override
    public int messageBytes() {
      return content.length();
    }

    @Override
    public void visit(Visitor visitor) {
      visitor.emitted(this);
    }
  }
}
