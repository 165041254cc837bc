package io.walmirror.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.walmirror.it.scene.Await;
import io.walmirror.it.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** An update of a row that has been deleted since, as its topic has it. */
record LateUpdate(String key, ConsumerRecord<byte[], byte[]> record) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Inserts, updates and deletes the note, and takes the update from its topic. */
  static LateUpdate of(Note note, Topics topics) {
    note.insert("inserted");
    note.update("updated");
    note.delete();
    Await.until("a deleted note in its topic", () -> find(note, topics, "d").size() == 1);
    return new LateUpdate(note.key(), find(note, topics, "u").get(0));
  }

  /** Writes it again, with key, value and headers as they are. */
  void deliver(Topics topics) {
    topics.deliverAgain(record);
  }

  private static List<ConsumerRecord<byte[], byte[]>> find(Note note, Topics topics, String op) {
    String id = note.key().substring("note:".length());
    return topics.records().stream()
        .filter(record -> record.topic().endsWith(".note") && record.value() != null)
        .filter(record -> payload(record.key()).path("id").asText().equals(id))
        .filter(record -> payload(record.value()).path("op").asText().equals(op))
        .toList();
  }

  private static JsonNode payload(byte[] json) {
    try {
      return JSON.readTree(json).path("payload");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
