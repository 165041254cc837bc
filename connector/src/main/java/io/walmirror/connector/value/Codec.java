package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * How the values of one PostgreSQL type become Connect values, from the binary and from the text
 * form the server sends. Used by one thread: a codec may remember its last answer.
 */
public interface Codec {

  /** A new builder of the type's schema, required and without default. */
  SchemaBuilder schema();

  /**
   * The codec for a column of this schema, which {@link #schema()} built and the column's own
   * nullability completed: a struct must name the very schema it is put under.
   */
  default Codec forSchema(Schema schema) {
    return this;
  }

  /** The value of {@code length} bytes from {@code at} in the server's binary form. */
  Object binary(byte[] bytes, int at, int length);

  /**
   * Whether the value is what the server prints, so that its text form is the simpler one, and for
   * some of these types the only one that is read.
   */
  default boolean prefersText() {
    return false;
  }

  /** The value of {@code length} bytes from {@code at} in the server's text form. */
  Object text(byte[] bytes, int at, int length);

  /** What stands between the elements of a printed array of this type. */
  default char delimiter() {
    return ',';
  }

  /**
   * How values that PostgreSQL tells apart become one here, so that the column can be in no key;
   * nothing where each stays itself.
   */
  default Optional<Merging> merges() {
    return Optional.empty();
  }

  /** What stands for a required column whose value the server did not send. */
  Object zero();

  /** What stands for NULL. */
  default Object ofNull() {
    return null;
  }

  /**
   * What stands for a value that did not change and was not sent; null where the type has no room
   * for the placeholder.
   */
  default Object unavailable(String placeholder) {
    return null;
  }

  /** The same of an array of this type: the elements that stand for it, or null. */
  default List<Object> unavailableElements(String placeholder) {
    Object element = unavailable(placeholder);
    return element == null ? null : List.of(element);
  }

  /** The UTF-8 text of a range of bytes. */
  static String string(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }
}
