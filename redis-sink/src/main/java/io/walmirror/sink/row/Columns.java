package io.walmirror.sink.row;

import io.walmirror.sink.text.Bytes;
import io.walmirror.sink.text.ValueText;
import io.walmirror.sink.text.ValueTexts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/**
 * The columns that rows of one shape have in common: names, how their values are written, and a
 * fingerprint that changes when a column comes or goes. Built once for many rows.
 */
public final class Columns {

  private final String[] names;
  private final ValueText[] texts;
  private final List<Schema> schemas;
  private final Map<String, Integer> places;

  private Columns(List<String> names, List<ValueText> texts, List<Schema> schemas) {
    this.schemas = schemas;
    this.names = names.toArray(String[]::new);
    this.texts = texts.toArray(ValueText[]::new);
    this.places = new HashMap<>();
    for (int i = 0; i < this.names.length; i++) {
      places.put(this.names[i], i);
    }
  }

  static Columns of(Schema schema) {
    List<String> names = new ArrayList<>();
    List<ValueText> texts = new ArrayList<>();
    List<Schema> schemas = new ArrayList<>();
    for (Field field : schema.fields()) {
      names.add(field.name());
      texts.add(ValueTexts.of(field.schema()));
      schemas.add(field.schema());
    }
    return new Columns(names, texts, schemas);
  }

  static Columns of(Collection<String> names) {
    List<String> ordered = List.copyOf(names);
    return new Columns(
        ordered, ordered.stream().map(name -> ValueTexts.untyped()).toList(), List.of());
  }

  static Columns single(ValueText text) {
    return new Columns(List.of(""), List.of(text), List.of());
  }

  public int size() {
    return names.length;
  }

  public String name(int column) {
    return names[column];
  }

  public ValueText text(int column) {
    return texts[column];
  }

  /** The schema of that column's values; nothing in rows without schema. */
  public Optional<Schema> schema(int column) {
    return schemas.isEmpty() ? Optional.empty() : Optional.of(schemas.get(column));
  }

  /** Whether nothing is known of the columns but the names that this row has. */
  boolean isSchemaless() {
    return schemas.isEmpty();
  }

  public boolean contains(String name) {
    return places.containsKey(name);
  }

  /** Which column has that name, which one of them has. */
  public int place(String name) {
    return places.get(name);
  }

  /** The names, for messages. */
  @Override
  public String toString() {
    return String.join(", ", names);
  }

  /** Eight hex digits over a set of names, whatever their order. */
  public static Bytes fingerprint(Collection<String> names) {
    CRC32 crc = new CRC32();
    for (String name : new TreeSet<>(names)) {
      crc.update(name.getBytes(StandardCharsets.UTF_8));
      crc.update(0);
    }
    return Bytes.of(String.format("%08x", crc.getValue()));
  }
}
