package io.walmirror.connector.metrics;

import io.walmirror.connector.event.Change;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.envelope.Op;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Counts changes by table and operation. Counted by the reader thread, read by any. */
final class ChangeCounts implements Change.Visitor {

  private static final String MESSAGES = "message";

  private final Map<String, AtomicLong> all = new ConcurrentHashMap<>();
  private final BiConsumer<Key, LongSupplier> appeared;
  private Relation last;
  private Map<Op, AtomicLong> ofLast = Map.of();

  /** A table, as {@code schema.table}, and what happened to its rows. */
  record Key(String table, Op op) {
    @Override
    public String toString() {
      return table + " " + op.code();
    }
  }

  /** {@code appeared} is told when a table sees an operation for the first time. */
  ChangeCounts(BiConsumer<Key, LongSupplier> appeared) {
    this.appeared = appeared;
  }

  @Override
  public void inserted(Change.Inserted change) {
    count(change.relation(), Op.CREATE);
  }

  @Override
  public void updated(Change.Updated change) {
    count(change.relation(), Op.UPDATE);
  }

  @Override
  public void deleted(Change.Deleted change) {
    count(change.relation(), Op.DELETE);
  }

  @Override
  public void truncated(Change.Truncated change) {
    count(change.relation(), Op.TRUNCATE);
  }

  @Override
  public void emitted(Change.Emitted change) {
    raise(counter(MESSAGES, Op.MESSAGE));
  }

  /** How many there were of each kind so far. */
  Map<String, Long> now() {
    Map<String, Long> now = new TreeMap<>();
    all.forEach((key, count) -> now.put(key, count.get()));
    return now;
  }

  @SuppressWarnings("ReferenceEquality") // A cache: another object is only looked up again.
  private void count(Relation relation, Op op) {
    if (relation != last) {
      last = relation;
      ofLast = new EnumMap<>(Op.class);
    }
    raise(ofLast.computeIfAbsent(op, any -> counter(relation.name().toString(), op)));
  }

  private AtomicLong counter(String table, Op op) {
    Key key = new Key(table, op);
    AtomicLong counter = all.get(key.toString());
    if (counter == null) {
      counter = new AtomicLong();
      all.put(key.toString(), counter);
      appeared.accept(key, counter::get);
    }
    return counter;
  }

  /** One thread counts: no need to lock the memory bus for it. */
  private static void raise(AtomicLong counter) {
    counter.lazySet(counter.getPlain() + 1);
  }
}
