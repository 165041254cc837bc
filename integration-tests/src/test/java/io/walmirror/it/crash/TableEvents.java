package io.walmirror.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.walmirror.it.topic.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The events in a source's topics, as JSON with schemas has them. */
final class TableEvents {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TableEvents() {}

  /** All but tombstones, those of a key in their order. */
  static List<JsonNode> of(Topics topics) {
    List<JsonNode> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> each : topics.records()) {
      if (each.value() != null) {
        try {
          events.add(JSON.readTree(each.value()).path("payload"));
        } catch (IOException e) {
          throw new AssertionError("a record is no JSON", e);
        }
      }
    }
    return events;
  }

  static String op(JsonNode event) {
    return event.path("op").asText();
  }

  static String table(JsonNode event) {
    return event.path("source").path("table").asText();
  }

  /** The values of this column as the last event of each id says, by {@code table:id}. */
  static SortedMap<String, String> last(List<JsonNode> events, String column) {
    SortedMap<String, String> rows = new TreeMap<>();
    for (JsonNode event : events) {
      boolean gone = op(event).equals("d");
      JsonNode row = event.path(gone ? "before" : "after");
      String key = table(event) + ":" + row.path("id").asText();
      if (gone) {
        rows.remove(key);
      } else {
        rows.put(key, row.path(column).asText());
      }
    }
    return rows;
  }
}
