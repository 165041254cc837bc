package io.walmirror.connector.record;

import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.pgoutput.Relation;
import org.apache.kafka.connect.data.Struct;

/**
 * Is told of what records are made of, once they are made: whose row, and with what key. Called by
 * the reader thread.
 */
public interface Touches {

  /** Nobody wants to know. */
  Touches NONE =
      new Touches() {
        @Override
        public void touched(
            Transaction transaction, Relation relation, Struct key, boolean partial) {}

        @Override
        public void emptied(Transaction transaction, Relation relation) {}
      };

  /**
   * A row came, changed or went, under this key (null in a table without one); {@code partial} if
   * its event lacks a large value that did not change.
   */
  void touched(Transaction transaction, Relation relation, Struct key, boolean partial);

  /** A table was emptied. */
  void emptied(Transaction transaction, Relation relation);
}
