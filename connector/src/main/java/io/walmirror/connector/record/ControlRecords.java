package io.walmirror.connector.record;

import io.walmirror.connector.event.Notification;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.SweepRecord;
import io.walmirror.envelope.TableName;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Makes the records that are of no table's row: most go to the control topic, and many are there
 * for the sake of the offset that Connect stores with them. Used by the reader thread alone.
 */
public final class ControlRecords {

  private static final Schema TEXT = Schema.STRING_SCHEMA;

  private final Map<String, String> partition;
  private final OffsetTrail offsets;
  private final Naming naming;
  private final InstantSource clock;
  private final Consumer<SourceRecord> downstream;

  ControlRecords(
      Map<String, String> partition,
      OffsetTrail offsets,
      Naming naming,
      InstantSource clock,
      Consumer<SourceRecord> downstream) {
    this.partition = partition;
    this.offsets = offsets;
    this.naming = naming;
    this.clock = clock;
    this.downstream = downstream;
  }

  /** Stores how far the log is covered. */
  public void progress(ResumePoint point) {
    send(
        partition,
        offsets.reached(point),
        key("progress", ""),
        "{\"lsn\":\"" + point.covered() + "\"," + now());
  }

  /** A sign of life in the heartbeat topic; it stores the same. */
  public void heartbeat(ResumePoint point) {
    downstream.accept(
        Heartbeat.record(
            partition,
            offsets.reached(point),
            naming.heartbeatTopic(),
            naming.prefix(),
            clock.millis()));
  }

  /** Stores what snapshots were asked for, and how far they are. */
  public void demandProgress(Map<String, String> demandPartition, Map<String, Object> offset) {
    send(demandPartition, offset, key("demand", ""), "{" + now());
  }

  /** Stores how far a snapshot's leaf is read. */
  public void snapshotProgress(SnapshotOffset.Place place) {
    send(
        place.partition(),
        place.offset(),
        key("snapshot", ",\"table\":\"" + place.leaf().text() + "\""),
        "{\"done\":\"" + place.done() + "\"," + now());
  }

  /** Stores which tables are known. */
  public void knownTables(KnownTables known) {
    send(
        KnownTables.partition(naming.prefix()),
        known.offset(),
        key("tables", ""),
        "{\"tables\":" + known.oids().size() + "," + now());
  }

  /** Stores the forms of so many tables. */
  public void forms(Map<String, Object> offset, int tables) {
    send(
        FormsOffset.partition(naming.prefix()),
        offset,
        key("forms", ""),
        "{\"tables\":" + tables + "," + now());
  }

  /**
   * Says that all rows of a table have come again: whatever is older than the point of the snapshot
   * that they were read in is of rows that are gone. {@code written} is how far its records are in
   * Kafka, by topic and partition. It is stored before whatever is sent behind it.
   */
  public void sweep(TableName table, Lsn point, Map<String, ? extends Map<Integer, Long>> written) {
    sweep(partition, offsets.last(), table, point, 0, written);
  }

  /**
   * The same of rows on demand, the first of which has the number {@code first} at its place. What
   * is stored with it still tells that it is due: partitions of a topic acknowledge each on its
   * own, and only within a source partition nothing is stored before what was sent earlier.
   */
  public void sweep(
      Map<String, ?> demandPartition,
      Map<String, ?> offset,
      TableName table,
      Lsn point,
      long first,
      Map<String, ? extends Map<Integer, Long>> written) {
    SweepRecord sweep =
        SweepRecord.of(
            table,
            offsets.generation(),
            point.value(),
            first,
            written.isEmpty() ? Map.of(naming.topic(table), Map.<Integer, Long>of()) : written);
    send(demandPartition, offset, sweep.key(naming.prefix()), sweep.value());
  }

  /** Something for people to know; its offset is the last record's, which stores nothing new. */
  public void notification(Notification notification, String topic) {
    downstream.accept(NotificationRecord.of(notification, partition, offsets.last(), topic));
  }

  private void send(Map<String, ?> of, Map<String, ?> offset, String key, String value) {
    downstream.accept(new SourceRecord(of, offset, naming.controlTopic(), TEXT, key, TEXT, value));
  }

  private String key(String kind, String more) {
    return "{\"server\":\"" + naming.prefix() + "\",\"kind\":\"" + kind + "\"" + more + "}";
  }

  private String now() {
    return "\"ts_ms\":" + clock.millis() + "}";
  }
}
