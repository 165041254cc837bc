package io.walmirror.bench.source;

import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;

/** Counts the events of one topic by their operation. */
final class EventTally {

  private final String topic;
  private long inserts;
  private long updates;
  private long deletes;
  private long tombstones;

  EventTally(String topic) {
    this.topic = topic;
  }

  void add(SourceRecord record) {
    if (!record.topic().equals(topic)) {
      return;
    }
    if (record.value() == null) {
      tombstones++;
      return;
    }
    String op = ((Struct) record.value()).getString("op");
    switch (op) {
      case "c" -> inserts++;
      case "u" -> updates++;
      case "d" -> deletes++;
      default -> throw new DataException("an event with op " + op + ", which nobody caused");
    }
  }

  long changes() {
    return inserts + updates + deletes;
  }

  Counts counts() {
    return new Counts(inserts, updates, deletes, tombstones);
  }
}
