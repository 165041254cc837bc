package io.walmirror.connector.record;

import io.walmirror.connector.event.ResumePoint;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.Position;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Connect stores with a record: Debezium's keys, so that going back is possible, and ours. The
 * map is made only when somebody looks into it, which for nearly all records is never.
 */
public final class SourceOffset extends AbstractMap<String, Object> {

  private static final String TS_USEC = "ts_usec";
  private static final String TX_ID = "txId";
  private static final String LSN = "lsn";
  private static final String LSN_PROC = "lsn_proc";
  private static final String LSN_COMMIT = "lsn_commit";
  private static final String GENERATION = "wm_generation";
  private static final String POSITION = "wm_position";
  private static final String END_LSN = "wm_end_lsn";
  private static final String CHANGE_LSN = "wm_change_lsn";
  private static final String CHANGE_LSN_COUNT = "wm_change_lsn_count";
  private static final String SYSTEM_ID = "wm_system_id";
  private static final String TIMELINE = "wm_timeline";
  private static final String SLOT = "wm_slot";
  private static final String OPTIONS = "wm_options";
  private static final String SNAPSHOT = "wm_snapshot";
  private static final String SNAPSHOT_OF = "wm_snapshot_of";
  private static final String NEW_TABLES = "new";
  private static final String SIGNALS = "wm_signals";

  /** Debezium's words for a snapshot that must be taken again. */
  private static final String DEBEZIUM_SNAPSHOT = "snapshot";

  private static final String DEBEZIUM_COMPLETED = "snapshot_completed";

  private final History history;
  private final ResumePoint point;
  private final int xid;
  private final long commitMicros;
  private final Unfinished snapshot;
  private final String signals;

  /**
   * A snapshot that is not known to be stored yet, by the point of its first round; zero where it
   * is not begun. Of all tables, or of those alone that are new.
   */
  public record Unfinished(long id, boolean newTables) {}

  /**
   * {@code snapshot} is null where there is none; {@code signals} is empty where there are none.
   */
  SourceOffset(
      History history,
      ResumePoint point,
      int xid,
      long commitMicros,
      Unfinished snapshot,
      String signals) {
    this.history = history;
    this.point = point;
    this.xid = xid;
    this.commitMicros = commitMicros;
    this.snapshot = snapshot;
    this.signals = signals;
  }

  SourceOffset(History history, ResumePoint point, int xid, long commitMicros) {
    this(history, point, xid, commitMicros, null, "");
  }

  /** The same without, or with, a snapshot that is not known to be stored. */
  SourceOffset withSnapshot(Unfinished other) {
    return new SourceOffset(history, point, xid, commitMicros, other, signals);
  }

  /** The same with something else to tell of signals. */
  SourceOffset withSignals(String others) {
    return new SourceOffset(history, point, xid, commitMicros, snapshot, others);
  }

  /** Everything that ends at or before this is covered. */
  Lsn covered() {
    return point.covered();
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (xid != 0) {
      entries.put(TS_USEC, commitMicros);
      entries.put(TX_ID, Integer.toUnsignedLong(xid));
    }
    // Debezium refuses an offset behind its slot, which may be confirmed to the transaction's end
    // as soon as its last change is stored.
    long lsn = point.changeLsn().max(point.covered()).value();
    entries.put(LSN, lsn);
    entries.put(LSN_PROC, lsn);
    entries.put(LSN_COMMIT, point.covered().value());
    entries.put(GENERATION, history.generation());
    entries.put(
        POSITION,
        Position.text(history.generation(), point.commitLsn().value(), point.ordinal(), 0));
    entries.put(END_LSN, point.covered().value());
    entries.put(CHANGE_LSN, point.changeLsn().value());
    entries.put(CHANGE_LSN_COUNT, point.sameLsn());
    entries.put(SYSTEM_ID, history.systemId());
    entries.put(TIMELINE, history.timeline());
    entries.put(SLOT, history.slot());
    entries.put(OPTIONS, history.options());
    if (snapshot != null) {
      entries.put(SNAPSHOT, snapshot.id);
      if (snapshot.newTables) {
        entries.put(SNAPSHOT_OF, NEW_TABLES);
      }
      entries.put(DEBEZIUM_SNAPSHOT, "INITIAL");
      entries.put(DEBEZIUM_COMPLETED, false);
    }
    if (!signals.isEmpty()) {
      entries.put(SIGNALS, signals);
    }
    return entries.entrySet();
  }

  /** What a stored offset says: ours, or one that Debezium left. */
  public static Stored read(Map<String, ?> offset) {
    Object position = offset.get(POSITION);
    if (position == null) {
      Lsn covered =
          firstLsn(offset, LSN_COMMIT, LSN_PROC, LSN)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "the stored offset is neither Walmirror's nor Debezium's: it has none of "
                              + POSITION
                              + ", "
                              + LSN_COMMIT
                              + ", "
                              + LSN_PROC
                              + ", "
                              + LSN));
      boolean inSnapshot =
          offset.get(DEBEZIUM_SNAPSHOT) != null
              && !Boolean.TRUE.equals(offset.get(DEBEZIUM_COMPLETED));
      return new Stored(
          ResumePoint.at(covered),
          Optional.empty(),
          inSnapshot ? Optional.of(new Unfinished(0, false)) : Optional.empty(),
          "");
    }
    Position last = Position.parse(position.toString());
    ResumePoint point =
        new ResumePoint(
            new Lsn(last.commitLsn()),
            last.ordinal(),
            new Lsn(number(offset, CHANGE_LSN)),
            number(offset, CHANGE_LSN_COUNT),
            new Lsn(number(offset, END_LSN)));
    History history =
        new History(
            last.generation(),
            text(offset, SYSTEM_ID),
            number(offset, TIMELINE),
            text(offset, SLOT),
            text(offset, OPTIONS));
    Optional<Unfinished> unfinished =
        offset.get(SNAPSHOT) instanceof Number number
            ? Optional.of(
                new Unfinished(number.longValue(), NEW_TABLES.equals(offset.get(SNAPSHOT_OF))))
            : Optional.empty();
    String signals = offset.get(SIGNALS) instanceof String told ? told : "";
    return new Stored(point, Optional.of(history), unfinished, signals);
  }

  private static Optional<Lsn> firstLsn(Map<String, ?> offset, String... keys) {
    for (String key : keys) {
      if (offset.get(key) instanceof Number number) {
        return Optional.of(new Lsn(number.longValue()));
      }
    }
    return Optional.empty();
  }

  private static long number(Map<String, ?> offset, String key) {
    if (offset.get(key) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException("the stored offset has no number under " + key);
  }

  private static String text(Map<String, ?> offset, String key) {
    Object value = offset.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the stored offset has nothing under " + key);
    }
    return value.toString();
  }

  /**
   * A stored offset: where to go on, the history it belongs to where it is one of ours, and the
   * snapshot that was not known to be stored as a whole; zero for one of Debezium's; and what it
   * tells of signals.
   */
  public record Stored(
      ResumePoint point,
      Optional<History> history,
      Optional<Unfinished> unfinishedSnapshot,
      String signals) {}
}
