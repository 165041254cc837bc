package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.catalog.Seen;
import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.record.Touches;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.apache.kafka.connect.data.Struct;

/**
 * Which keys of one table the transactions touched that were emitted lately: as long as a chunk may
 * be read that does not show them. Keys are hashes. Of a transaction with very many it is known
 * only that it touched the table; and if there is too much in all, the recording is {@link
 * #broken}, and everything begins again. Used by the reader thread alone.
 */
public final class Recording implements Touches {

  /** Keys that are kept at most, each in about 30 bytes. */
  private static final long MOST = 1_000_000;

  /** What a transaction costs beside its keys. */
  private static final long TRANSACTION = 10;

  private final int table;
  private final KeyHash hash;
  private final long most;
  private final Deque<Emitted> emitted = new ArrayDeque<>();
  private long number;
  private long kept;
  private boolean broken;

  /** What one transaction did to the table. */
  private static final class Emitted {
    private final Transaction transaction;
    private final long number;
    private final LongSet keys = new LongSet();
    private final LongSet partial = new LongSet();
    private boolean everything;
    private Relation shape;

    private Emitted(Transaction transaction, long number) {
      this.transaction = transaction;
      this.number = number;
    }

    private long cost() {
      return TRANSACTION + keys.size() + partial.size();
    }
  }

  Recording(int table, KeyHash hash, long most) {
    this.table = table;
    this.hash = hash;
    this.most = most;
  }

  /** Records what happens to the table with this OID; {@code seed} is for the hashes of keys. */
  public static Recording of(int table, long seed) {
    return new Recording(table, new KeyHash(seed), MOST);
  }

  /** The OID of the table. */
  public int table() {
    return table;
  }

  /** True if there was more than can be kept: then nothing is known. */
  public boolean broken() {
    return broken;
  }

  /** How much is kept: a key is one, a transaction ten. */
  long kept() {
    return kept;
  }

  @Override
  public void touched(Transaction transaction, Relation relation, Struct key, boolean partial) {
    if (relation.oid() != table || broken) {
      return;
    }
    Emitted of = of(transaction, relation);
    if (of.everything) {
      return;
    }
    if (key == null || of.keys.size() >= most / 4) {
      forgetKeys(of);
      return;
    }
    long number64 = hash.of(key);
    kept += of.keys.add(number64) ? 1 : 0;
    if (partial) {
      kept += of.partial.add(number64) ? 1 : 0;
    }
  }

  @Override
  public void emptied(Transaction transaction, Relation relation) {
    if (relation.oid() == table && !broken) {
      forgetKeys(of(transaction, relation));
    }
  }

  @SuppressWarnings("ReferenceEquality") // The same transaction is the same object.
  private Emitted of(Transaction transaction, Relation relation) {
    Emitted last = emitted.peekLast();
    if (last == null || last.transaction != transaction) {
      if (kept >= most) {
        broken = true;
        emitted.clear();
      }
      last = new Emitted(transaction, ++number);
      emitted.add(last);
      kept += TRANSACTION;
    }
    last.shape = relation;
    return last;
  }

  /** From now on it is known only that this transaction touched the table. */
  private void forgetKeys(Emitted of) {
    kept -= of.cost() - TRANSACTION;
    of.keys.clear();
    of.partial.clear();
    of.everything = true;
  }

  /** Forgets what every later snapshot shows, because this one does. */
  public void forget(Seen seen) {
    for (Iterator<Emitted> each = emitted.iterator(); each.hasNext(); ) {
      Emitted of = each.next();
      if (seen.sees(of.transaction.xid(), of.transaction.commitLsn())) {
        kept -= of.cost();
        each.remove();
      }
    }
  }

  /** What is hidden from a chunk with this snapshot of a table of this shape. */
  public Hidden hiddenFrom(Seen seen, Relation shape) {
    return new Hidden(seen, shape);
  }

  /** The keys that transactions touched which a chunk does not show; grows with what is emitted. */
  public final class Hidden {

    private final Seen seen;
    private final Relation shape;
    private final LongSet keys = new LongSet();
    private final LongSet partial = new LongSet();
    private boolean stale;
    private long looked;

    private Hidden(Seen seen, Relation shape) {
      this.seen = seen;
      this.shape = shape;
    }

    /** Takes what was emitted since; only called between two transactions. */
    public void update() {
      for (Iterator<Emitted> each = emitted.descendingIterator(); each.hasNext(); ) {
        Emitted of = each.next();
        if (of.number <= looked) {
          break;
        }
        if (!seen.sees(of.transaction.xid(), of.transaction.commitLsn())) {
          stale |= of.everything || !sameShape(of.shape, shape);
          keys.addAll(of.keys);
          partial.addAll(of.partial);
        }
      }
      stale |= broken;
      looked = number;
    }

    /** True if the chunk tells nothing any more: the table was emptied, or is of another shape. */
    public boolean stale() {
      return stale;
    }

    /** True if a newer event of this key was emitted. */
    public boolean touched(Struct key) {
      return key != null && !keys.isEmpty() && keys.contains(hash.of(key));
    }

    /** True if one of those events lacks a value which the row must bring. */
    public boolean partial(Struct key) {
      return !partial.isEmpty() && partial.contains(hash.of(key));
    }
  }

  private static boolean sameShape(Relation one, Relation other) {
    if (one.columns().size() != other.columns().size()) {
      return false;
    }
    for (int i = 0; i < one.columns().size(); i++) {
      Relation.Column a = one.columns().get(i);
      Relation.Column b = other.columns().get(i);
      if (!a.name().equals(b.name())
          || a.typeOid() != b.typeOid()
          || a.modifier() != b.modifier()) {
        return false;
      }
    }
    return true;
  }
}
