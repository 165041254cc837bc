package io.walmirror.connector.metrics;

import io.walmirror.connector.progress.Pace;
import io.walmirror.connector.progress.Readings;
import io.walmirror.connector.snapshot.SnapshotListener;
import io.walmirror.connector.snapshot.SnapshotTable;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the snapshot is that a task takes by itself: rows read by this task, and how many there
 * may be. Written by the reader thread, read by any.
 */
public final class SnapshotFigures {

  private static final Logger log = LoggerFactory.getLogger(SnapshotFigures.class);

  private final LongSupplier nanoClock;
  private final SnapshotListener listener;
  private final Readings readings;
  private volatile boolean running;
  private long beginNanos;

  public SnapshotFigures(LongSupplier nanoClock, SnapshotListener listener) {
    this.nanoClock = nanoClock;
    this.listener = listener;
    this.readings = new Readings(nanoClock);
  }

  /** About so many rows of each table are to be read, by a plan that replaces the one before. */
  public void planned(Map<TableName, Long> rows) {
    if (!running) {
      beginNanos = nanoClock.getAsLong();
      running = true;
      listener.began(List.copyOf(rows.keySet()));
    }
    rows.forEach(readings::plan);
  }

  /** So many rows of a table were read. */
  public void read(SnapshotTable of, int rows) {
    begin(of.name());
    Optional<Pace> milestone = readings.add(of.name(), rows);
    milestone.ifPresent(pace -> listener.progressed(of.name(), pace));
  }

  private void begin(TableName table) {
    if (readings.begin(table, readings.rows(table))) {
      listener.tableBegan(table);
    }
  }

  /** A table's last row was read. */
  public void done(SnapshotTable of) {
    begin(of.name());
    readings.done(of.name());
    listener.tableDone(of.name(), readings.rows(of.name()));
  }

  /** All rows were read. */
  public void ended() {
    if (running) {
      running = false;
      readings.doneAll();
      listener.ended();
      double seconds = (nanoClock.getAsLong() - beginNanos) / 1e9;
      log.info(
          "{} rows of {} tables were read in {} s",
          rowsRead(),
          readings.total(),
          String.format("%.1f", seconds));
    }
  }

  public boolean running() {
    return running;
  }

  public long rowsRead() {
    return readings.rows();
  }

  /** How many rows there may be in all; negative while nobody knows. */
  public long rowsExpected() {
    return readings.expected();
  }

  /** How far each table is. */
  Readings readings() {
    return readings;
  }
}
