package io.walmirror.connector;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Records on their way to the hand-over: gathered while more arrive, but never held back from a
 * task that waits. Used by the reader thread alone.
 */
final class Outbox {

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final long LARGE_BYTES = 1 << 20;
  private static final long LIGHT_BYTES = 1 << 18;

  /** What a record costs in memory beyond the bytes of its message, and how those swell in Java. */
  private static final long RECORD_BYTES = 1200;

  private static final long SWELLING = 2;

  private static final int WORTH_RECORDS = 100;
  private static final long WORTH_NANOS = 1_000_000;

  private final Handover handover;
  private final int maxRecords;
  private List<SourceRecord> records = new ArrayList<>();
  private long firstNanos;
  private long bytes;

  Outbox(Handover handover, int maxRecords) {
    this.handover = handover;
    this.maxRecords = maxRecords;
  }

  void add(SourceRecord record) {
    if (records.isEmpty()) {
      firstNanos = System.nanoTime();
    }
    records.add(record);
    bytes += RECORD_BYTES;
  }

  /** Counts the bytes of the message that the records just added were made of. */
  void weigh(int messageBytes) {
    bytes += SWELLING * messageBytes;
  }

  /** True if little waits for Connect: what is added now does not hold up what comes then. */
  boolean light() {
    return bytes + handover.bytes() < LIGHT_BYTES;
  }

  /** True when what was gathered should go on now. */
  boolean due() {
    return records.size() >= maxRecords
        || bytes >= LARGE_BYTES
        || (!records.isEmpty() && handover.awaited() && worthWaking());
  }

  /** Waking a thread for every record would cost more than the record. */
  private boolean worthWaking() {
    return records.size() >= WORTH_RECORDS || System.nanoTime() - firstNanos >= WORTH_NANOS;
  }

  /** Hands everything over, waiting for room as long as it takes and telling {@code waiting}. */
  int flush(Waiting waiting) throws InterruptedException, SQLException {
    int count = records.size();
    if (count == 0) {
      return 0;
    }
    while (!handover.offer(records, bytes, PATIENCE)) {
      waiting.stillWaiting();
    }
    records = new ArrayList<>(Math.min(maxRecords, 2 * count));
    bytes = 0;
    return count;
  }

  /** What must go on while there is no room. */
  interface Waiting {
    void stillWaiting() throws SQLException;
  }
}
