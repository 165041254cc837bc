package io.walmirror.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of a topic, in the words of {@link Expected}.
 *
 * @param xid of its transaction; 0 where the record does not say
 */
record TopicRecord(String key, String value, Place place, long xid) {

  static final String DELETE = "d";
  static final String TOMBSTONE = "tombstone";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER = "walmirror.position";

  /** A position, as its header spells it. */
  record Place(long generation, long commitLsn, long ordinal, int part) {

    /** The letter p, then 8 + 16 + 10 + 1 hex digits. */
    static Place parse(String text) {
      if (!text.matches("p[0-9a-f]{35}")) {
        throw new IllegalArgumentException("not a position: " + text);
      }
      return new Place(
          Long.parseLong(text.substring(1, 9), 16),
          Long.parseUnsignedLong(text.substring(9, 25), 16),
          Long.parseLong(text.substring(25, 35), 16),
          Integer.parseInt(text.substring(35), 16));
    }

    @Override
    public String toString() {
      return String.format("%s, change %d.%d", Lsns.text(commitLsn), ordinal, part);
    }
  }

  /** Reads a record of a source with that {@code topic.prefix}. */
  static TopicRecord of(ConsumerRecord<byte[], byte[]> record, String prefix) {
    String header = new String(record.headers().lastHeader(HEADER).value(), StandardCharsets.UTF_8);
    String topic = record.topic().substring(prefix.length() + 1);
    String table = topic.substring(topic.indexOf('.') + 1);
    try {
      List<String> key = new ArrayList<>();
      JSON.readTree(record.key()).forEach(column -> key.add(column.asText()));
      JsonNode value = record.value() == null ? null : JSON.readTree(record.value());
      return new TopicRecord(
          table + ":" + String.join(",", key),
          value == null ? TOMBSTONE : text(value),
          Place.parse(header),
          value == null ? 0 : value.path("source").path("txId").asLong());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(JsonNode value) {
    String op = value.path("op").asText();
    if (op.equals("m")) {
      try {
        byte[] content = value.path("message").path("content").binaryValue();
        return "m " + new String(content, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (op.equals("d")) {
      return DELETE;
    }
    Map<String, String> columns = new LinkedHashMap<>();
    value
        .path("after")
        .properties()
        .forEach(column -> columns.put(column.getKey(), column.getValue().asText()));
    return History.value(op, columns);
  }
}
