package io.walmirror.sink.text;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/** A compact JSON object that is being written, member by member. For one thread. */
public final class JsonObject implements AutoCloseable {

  /** How numbers are written that a reader's double may not hold. */
  public enum Numbers {
    /** As strings: all numerics, and integers beyond 2^53. */
    STRING,
    /** As numbers with all their digits. */
    NATIVE
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final JsonGenerator json;
  private final Numbers numbers;

  public JsonObject(Numbers numbers) {
    this.numbers = numbers;
    try {
      json = JsonText.JSON.createGenerator(bytes);
      json.writeStartObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON into memory", e);
    }
  }

  /** Adds a member; the value is not null, and has a schema or none. */
  public void add(String name, Optional<Schema> schema, Object value) {
    try {
      json.writeFieldName(name);
      JsonText.write(json, schema.orElse(null), value, numbers);
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON into memory", e);
    }
  }

  /** Ends the object; its text. */
  public Bytes bytes() {
    try {
      json.writeEndObject();
      json.flush();
      return Bytes.of(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON into memory", e);
    }
  }

  @Override
  public void close() {
    try {
      json.close();
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON into memory", e);
    }
  }
}
