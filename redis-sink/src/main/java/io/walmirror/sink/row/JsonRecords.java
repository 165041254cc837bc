package io.walmirror.sink.row;

import io.walmirror.sink.row.JsonValues.MalformedException;
import io.walmirror.sink.text.ByteArrays;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Reads records whose key or value is still the JSON that stands in Kafka, as text or as bytes,
 * because the worker's converter passes it through: a document that carries its schema becomes what
 * JsonConverter makes of it, any other becomes maps. For one thread.
 */
final class JsonRecords {

  private static final String KEY = "key";
  private static final String VALUE = "value";
  private static final String SCHEMA = "schema";
  private static final String PAYLOAD = "payload";

  /** What bytes that are written in hex begin with. */
  private static final String HEX = "\\x";

  private final Map<String, JsonConverter> converters = new HashMap<>();

  /** The record with a key and a value that were read; itself where there is nothing to read. */
  SinkRecord read(SinkRecord record) {
    boolean readsKey = isText(record.key());
    boolean readsValue = isText(record.value());
    if (!readsKey && !readsValue) {
      return record;
    }
    SchemaAndValue key = readsKey ? key(record) : whole(record.keySchema(), record.key());
    SchemaAndValue value = readsValue ? value(record) : whole(record.valueSchema(), record.value());
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        key.schema(),
        key.value(),
        value.schema(),
        value.value(),
        record.timestamp(),
        record.headers());
  }

  private SchemaAndValue value(SinkRecord record) {
    Optional<String> text = text(record.value());
    if (text.isEmpty()) {
      throw new RejectedRecordException(
          Refusal.NO_ROW,
          "the record's value is bytes that are no text, so no JSON; set value.converter to the"
              + " one that the source writes with");
    }
    SchemaAndValue read = document(VALUE, record.topic(), text.get());
    if (read.value() == null
        || read.value() instanceof Map
        || (read.schema() != null && read.schema().type() == Schema.Type.STRUCT)) {
      return read;
    }
    throw new RejectedRecordException(
        Refusal.NO_ROW,
        "the record's value is JSON, but no object with a member for each column; set"
            + " value.converter to the one that the source writes with");
  }

  /** An object is read; any other text is the key itself. */
  private SchemaAndValue key(SinkRecord record) {
    Optional<String> text = text(record.key());
    if (text.isPresent() && text.get().stripLeading().startsWith("{")) {
      return document(KEY, record.topic(), text.get());
    }
    // By identity: only ByteArrayConverter gives this one, and a bytea that a transform took out of
    // a row stays the bytes that it is.
    boolean passedThrough = record.keySchema() == Schema.OPTIONAL_BYTES_SCHEMA;
    return passedThrough && text.isPresent() && !text.get().startsWith(HEX)
        ? whole(null, text.get())
        : whole(record.keySchema(), record.key());
  }

  private SchemaAndValue document(String what, String topic, String text) {
    Object document;
    try {
      document = JsonValues.parse(text);
    } catch (MalformedException e) {
      throw new RejectedRecordException(
          Refusal.MALFORMED, "the record's " + what + " is no JSON, " + e.getMessage());
    }
    if (!(document instanceof Map<?, ?> map) || !isWrapped(map)) {
      return whole(null, document);
    }
    if (map.get(SCHEMA) == null) {
      return whole(null, map.get(PAYLOAD));
    }
    SchemaAndValue read;
    try {
      read =
          converters
              .computeIfAbsent(what, JsonRecords::converter)
              .toConnectData(topic, text.getBytes(StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      throw misfit(what, e.getClass().getSimpleName());
    }
    Optional<String> misfit = JsonFit.misfit(PAYLOAD, read.schema(), map.get(PAYLOAD));
    if (misfit.isPresent()) {
      throw misfit(what, misfit.get());
    }
    return read;
  }

  private static RejectedRecordException misfit(String what, String why) {
    return new RejectedRecordException(
        Refusal.MALFORMED,
        "the record's " + what + " is JSON that does not fit the schema beside it: " + why);
  }

  /** A schema and its payload, or no schema and a payload that no column of a row can be. */
  private static boolean isWrapped(Map<?, ?> document) {
    if (document.size() != 2 || !document.containsKey(SCHEMA) || !document.containsKey(PAYLOAD)) {
      return false;
    }
    if (document.get(SCHEMA) instanceof Map<?, ?> schema) {
      return schema.get("type") instanceof String;
    }
    Object payload = document.get(PAYLOAD);
    return document.get(SCHEMA) == null && (payload == null || payload instanceof Map);
  }

  private static boolean isText(Object value) {
    return value instanceof String || value instanceof byte[] || value instanceof ByteBuffer;
  }

  /** The text that it is; nothing for bytes that are none. */
  private static Optional<String> text(Object value) {
    if (value instanceof String text) {
      return Optional.of(text);
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(ByteArrays.of(value)))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static SchemaAndValue whole(Schema schema, Object value) {
    return new SchemaAndValue(schema, value);
  }

  private static JsonConverter converter(String what) {
    JsonConverter converter = new JsonConverter();
    converter.configure(
        Map.of("schemas.enable", "true", "replace.null.with.default", "false"), what.equals(KEY));
    return converter;
  }
}
