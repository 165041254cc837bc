package io.walmirror.it.crash;

import io.walmirror.it.crash.Findings.Kind;
import io.walmirror.it.crash.TopicRecord.Place;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares topics with the history: each record is the one that the log has for the n-th change of
 * its transaction, and the first deliveries of a key are in order. For one thread.
 */
final class TopicCheck {

  private final History history;
  private final Findings findings;
  private final Map<Long, Long> commits = new HashMap<>();
  private final Map<Long, Long> xids = new HashMap<>();
  private final Map<String, Place> freeMessages = new HashMap<>();
  private final Map<Expected.Key, Integer> next = new HashMap<>();
  private long generation = -1;
  private long records;
  private long repeated;

  TopicCheck(History history, Findings findings) {
    this.history = history;
    this.findings = findings;
  }

  /** Takes the next record; those of one partition come in order. */
  void accept(TopicRecord record) {
    records++;
    if (record.value().contains(Tables.ROLLED_BACK)) {
      findings.add(Kind.ROLLED_BACK, record.key() + " at " + record.place());
      return;
    }
    Expected expected = record.place().ordinal() == 0 ? freeMessage(record) : change(record);
    if (expected == null
        || !expected.key.name.equals(record.key())
        || !expected.value.equals(record.value())) {
      findings.add(
          Kind.UNEXPECTED,
          record.key()
              + " at "
              + record.place()
              + " of transaction "
              + record.xid()
              + (expected == null ? ", where there is nothing" : ", where there is another"));
      return;
    }
    checkGeneration(record);
    if (expected.delivered) {
      repeated++;
      return;
    }
    expected.delivered = true;
    checkOrder(expected, record);
  }

  private Expected freeMessage(TopicRecord record) {
    Expected expected = history.freeMessage(record.value().substring("m ".length()));
    Place before = freeMessages.putIfAbsent(record.value(), record.place());
    if (before != null && !before.equals(record.place())) {
      findings.add(Kind.MOVED, "a message from " + before + " to " + record.place());
    }
    return expected;
  }

  private Expected change(TopicRecord record) {
    Place place = record.place();
    // A tombstone does not say its transaction; the delete before it did.
    long xid = record.xid() == 0 ? xids.getOrDefault(place.commitLsn(), 0L) : record.xid();
    History.Transaction transaction = history.transaction(xid);
    if (transaction == null || place.ordinal() > transaction.changes().size()) {
      return null;
    }
    checkCommit(transaction, place);
    Expected[] parts = transaction.changes().get((int) place.ordinal() - 1);
    return place.part() < parts.length ? parts[place.part()] : null;
  }

  private void checkCommit(History.Transaction transaction, Place place) {
    long commit = place.commitLsn();
    Long before = commits.putIfAbsent(transaction.xid(), commit);
    if (before == null) {
      xids.put(commit, transaction.xid());
    }
    boolean within = commit >= transaction.previousEnd() && commit < transaction.end();
    if (!within || (before != null && before != commit)) {
      findings.add(
          Kind.MOVED,
          "transaction "
              + transaction.xid()
              + " to "
              + place
              + (before == null ? "" : " from " + Lsns.text(before))
              + "; its commit ends at "
              + Lsns.text(transaction.end()));
    }
  }

  private void checkGeneration(TopicRecord record) {
    if (generation < 0) {
      generation = record.place().generation();
    }
    if (generation != record.place().generation()) {
      findings.add(Kind.MOVED, record.key() + " to another generation");
    }
  }

  private void checkOrder(Expected expected, TopicRecord record) {
    int least = next.getOrDefault(expected.key, 0);
    if (expected.number < least) {
      findings.add(
          Kind.OUT_OF_ORDER,
          record.key() + " at " + record.place() + " came first after a later change of it");
    } else {
      next.put(expected.key, expected.number + 1);
    }
  }

  /** What never came. Call when all records were taken. */
  void finish() {
    for (History.Transaction transaction : history.transactions()) {
      for (int i = 0; i < transaction.changes().size(); i++) {
        for (Expected expected : transaction.changes().get(i)) {
          checkDelivered(expected, "change " + (i + 1) + " of transaction " + transaction.xid());
        }
      }
    }
    for (Expected expected : history.freeMessages()) {
      checkDelivered(expected, "a message of no transaction");
    }
  }

  private void checkDelivered(Expected expected, String what) {
    if (!expected.delivered) {
      findings.add(Kind.MISSING, what + ", " + expected.key.name);
    }
  }

  /** How many changes the transaction has that was committed there; 0 where there is none. */
  int changesOf(long commitLsn) {
    History.Transaction transaction = history.transaction(xids.getOrDefault(commitLsn, 0L));
    return transaction == null ? 0 : transaction.changes().size();
  }

  long records() {
    return records;
  }

  /** Records that had come before. */
  long repeated() {
    return repeated;
  }
}
