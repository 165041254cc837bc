package io.walmirror.connector.ack;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a table's records are in Kafka: for each partition that any was written to, the last
 * offset. Partitions are those that Kafka has acknowledged, whatever topic a transform has chosen.
 * The text form is {@code topic:0=4711,1=4690 other:0=3}. Any thread.
 */
public final class Written {

  private static final Pattern TOPIC = Pattern.compile("([A-Za-z0-9._-]+):([0-9=,]*)");
  private static final Pattern PARTITION = Pattern.compile("([0-9]{1,9})=([0-9]{1,18})");

  private final Map<String, Map<Integer, Long>> offsets = new ConcurrentHashMap<>();

  /** A record is there. */
  public void add(String topic, int partition, long offset) {
    offsets
        .computeIfAbsent(topic, any -> new ConcurrentHashMap<>())
        .merge(partition, offset, Math::max);
  }

  /** What a text says that was stored; nothing where it cannot be read. */
  public void add(String text) {
    Matcher topics = TOPIC.matcher(text);
    while (topics.find()) {
      Matcher partitions = PARTITION.matcher(topics.group(2));
      while (partitions.find()) {
        add(
            topics.group(1),
            Integer.parseInt(partitions.group(1)),
            Long.parseLong(partitions.group(2)));
      }
    }
  }

  /** What is known now, by topic and partition. */
  public SortedMap<String, SortedMap<Integer, Long>> offsets() {
    SortedMap<String, SortedMap<Integer, Long>> now = new TreeMap<>();
    offsets.forEach((topic, partitions) -> now.put(topic, new TreeMap<>(partitions)));
    return now;
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    offsets()
        .forEach(
            (topic, partitions) -> {
              text.append(text.isEmpty() ? "" : " ").append(topic);
              char separator = ':';
              for (Map.Entry<Integer, Long> partition : partitions.entrySet()) {
                text.append(separator).append(partition.getKey()).append('=');
                text.append(partition.getValue());
                separator = ',';
              }
            });
    return text.toString();
  }
}
