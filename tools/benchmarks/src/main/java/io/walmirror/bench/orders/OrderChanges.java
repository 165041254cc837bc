package io.walmirror.bench.orders;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.Place;
import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.envelope.Lsn;

/** Changes of orders one after the other, a hundred to a transaction. For one thread. */
final class OrderChanges {

  static final Lsn START = new Lsn(1 << 24);

  private static final int CHANGES_A_TRANSACTION = 100;
  private static final long BYTES_A_CHANGE = 300;

  private Transaction transaction =
      new Transaction(700, START, 0, Lsn.ZERO, Transaction.Origin.LOCAL);
  private long changes;

  Change inserted(Tuple row) {
    Place place = next();
    return new Change.Inserted(transaction, place, OrderTuple.ORDERS, row);
  }

  Change updated(Tuple row) {
    Place place = next();
    return new Change.Updated(transaction, place, OrderTuple.ORDERS, null, row);
  }

  /** How many there were so far. */
  long count() {
    return changes;
  }

  private Place next() {
    long before = changes++ % CHANGES_A_TRANSACTION;
    if (before == 0) {
      transaction =
          new Transaction(
              transaction.xid() + 1,
              new Lsn(transaction.commitLsn().value() + CHANGES_A_TRANSACTION * BYTES_A_CHANGE),
              System.currentTimeMillis() * 1000,
              transaction.commitLsn(),
              Transaction.Origin.LOCAL);
    }
    Lsn lsn = new Lsn(transaction.previousEnd().value() + before * BYTES_A_CHANGE);
    return new Place(before + 1, lsn, 1, transaction.previousEnd());
  }
}
