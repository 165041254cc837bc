package io.walmirror.sink.row;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.walmirror.envelope.Position;
import io.walmirror.envelope.SweepRecord;
import io.walmirror.envelope.TableName;
import io.walmirror.sink.row.RowOperation.Truncate;
import io.walmirror.sink.text.ByteArrays;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Reads the sweeps of a control topic: JSON in a text, or in its bytes, or in the JSON text that
 * another converter made of the text.
 */
public final class SweepReader {

  private static final JsonFactory JSON = new JsonFactory();

  private SweepReader() {}

  /** What a control record says, if it is a sweep; one that is damaged is rejected. */
  public static Optional<SweepRecord> read(SinkRecord record) {
    Optional<String> text = text(record.value());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try (JsonParser json = JSON.createParser(text.get())) {
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        return object(json.getText());
      }
      return read(json);
    } catch (IOException e) {
      // Other control records may be of any form.
      return Optional.empty();
    }
  }

  /** What the table is to lose, under the name of each of its topics: all rows that are older. */
  public static List<Truncate> operations(SweepRecord sweep) {
    Version version = new Version(VersionScheme.POSITION, sweep.before().text());
    return sweep.offsets().keySet().stream()
        .map(topic -> new Truncate(Origin.of(version, Optional.of(sweep.table()), topic), true))
        .toList();
  }

  private static Optional<SweepRecord> object(String text) throws IOException {
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      return read(json);
    }
  }

  /** From the beginning of an object on. */
  private static Optional<SweepRecord> read(JsonParser json) throws IOException {
    String kind = "";
    String table = null;
    String before = null;
    SortedMap<String, SortedMap<Integer, Long>> offsets = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("payload") && value == JsonToken.VALUE_STRING) {
        return object(json.getText());
      }
      switch (name) {
        case SweepRecord.KIND -> kind = json.getText();
        case SweepRecord.TABLE -> table = json.getText();
        case SweepRecord.BEFORE -> before = json.getText();
        case SweepRecord.OFFSETS -> offsets = topics(json);
        default -> json.skipChildren();
      }
    }
    return kind.equals(SweepRecord.SWEEP)
        ? Optional.of(sweep(table, before, offsets))
        : Optional.empty();
  }

  private static SweepRecord sweep(
      String table, String before, SortedMap<String, SortedMap<Integer, Long>> offsets) {
    if (table == null || before == null || offsets.isEmpty()) {
      throw new RejectedRecordException(
          Refusal.MALFORMED, "a sweep without table, position or the table's topic");
    }
    try {
      return new SweepRecord(TableName.parse(table), Position.parse(before), offsets);
    } catch (IllegalArgumentException e) {
      throw new RejectedRecordException(Refusal.MALFORMED, "a sweep whose position is damaged");
    }
  }

  private static SortedMap<String, SortedMap<Integer, Long>> topics(JsonParser json)
      throws IOException {
    SortedMap<String, SortedMap<Integer, Long>> topics = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      SortedMap<Integer, Long> partitions = new TreeMap<>();
      topics.put(json.currentName(), partitions);
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        int partition = Integer.parseInt(json.currentName());
        json.nextToken();
        partitions.put(partition, json.getLongValue());
      }
    }
    return topics;
  }

  private static Optional<String> text(Object value) {
    if (value instanceof String text) {
      return Optional.of(text);
    }
    return value instanceof byte[] || value instanceof ByteBuffer
        ? Optional.of(new String(ByteArrays.of(value), StandardCharsets.UTF_8))
        : Optional.empty();
  }
}
