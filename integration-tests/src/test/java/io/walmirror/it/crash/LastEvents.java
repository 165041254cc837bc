package io.walmirror.it.crash;

import io.walmirror.it.crash.TopicRecord.Place;
import io.walmirror.stack.server.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What whoever keeps for each key the event with the highest position holds of a source's topics,
 * in whatever order they come. For one thread.
 */
final class LastEvents implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  /** Of all tables, once they are there. */
  private static final int PARTITIONS = 3 * (Churn.TABLES.size() + 1);

  static final Comparator<Place> BY_PLACE =
      Comparator.comparingLong(Place::generation)
          .thenComparing(Place::commitLsn, Long::compareUnsigned)
          .thenComparingLong(Place::ordinal)
          .thenComparingInt(Place::part);

  private final String prefix;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, TopicRecord> last = new HashMap<>();
  private Set<TopicPartition> known = Set.of();
  private long rows;

  LastEvents(String bootstrapServers, String prefix) {
    this.prefix = prefix;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "max.poll.records",
                5000,
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Takes what has come since; how many rows of snapshots came in all. */
  long read() {
    Set<TopicPartition> all = known.size() < PARTITIONS ? partitions() : known;
    if (!all.equals(known)) {
      Set<TopicPartition> fresh = new HashSet<>(all);
      fresh.removeAll(known);
      consumer.assign(all);
      consumer.seekToBeginning(fresh);
      known = all;
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(known);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
        accept(TopicRecord.of(each, prefix));
      }
    }
    return rows;
  }

  private Set<TopicPartition> partitions() {
    Set<TopicPartition> all = new HashSet<>();
    for (List<PartitionInfo> topic : consumer.listTopics().values()) {
      for (PartitionInfo partition : topic) {
        if (partition.topic().startsWith(prefix + ".public.")) {
          all.add(new TopicPartition(partition.topic(), partition.partition()));
        }
      }
    }
    return all;
  }

  private void accept(TopicRecord record) {
    rows += record.value().startsWith("r ") ? 1 : 0;
    last.merge(
        record.key(),
        record,
        (before, now) -> BY_PLACE.compare(now.place(), before.place()) >= 0 ? now : before);
  }

  /** The keys of a table of which it holds something else than the table has. */
  List<String> wrong(Database database, String table) {
    Map<String, String> held = new HashMap<>();
    last.forEach(
        (key, record) -> {
          boolean gone =
              record.value().equals(TopicRecord.DELETE)
                  || record.value().equals(TopicRecord.TOMBSTONE);
          if (key.startsWith(table + ":") && !gone) {
            held.put(key, record.value().substring(1));
          }
        });
    List<String> wrong = new ArrayList<>();
    for (List<String> row : database.rows("SELECT id, rev, body FROM " + table)) {
      Map<String, String> columns = new LinkedHashMap<>();
      columns.put("id", row.get(0));
      columns.put("rev", row.get(1));
      columns.put("body", row.get(2));
      String key = table + ":" + row.get(0);
      String found = held.remove(key);
      if (!History.value("", columns).equals(found)) {
        wrong.add(key + ": " + found);
      }
    }
    held.forEach((key, value) -> wrong.add(key + " is gone"));
    return wrong;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
