package io.walmirror.sink.command;

import io.walmirror.sink.row.Row;
import io.walmirror.sink.text.ByteArrays;
import io.walmirror.sink.text.Bytes;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/**
 * What the fields of hashes hold for NULLs and for bytes.
 *
 * @param nulls the text of a NULL, or nothing where it is no field
 */
public record FieldValues(Optional<Bytes> nulls, Binary binary) {

  /** As PostgreSQL prints values, and no field for a NULL. */
  public static final FieldValues PRINTED = new FieldValues(Optional.empty(), Binary.TEXT);

  /** How bytes are written. */
  public enum Binary {
    /** As PostgreSQL prints them, in hex digits. */
    TEXT,
    /** As they are. */
    RAW,
    /** In Base64, padded. */
    BASE64
  }

  /** What the field holds for a value that is not null. */
  Bytes of(Row row, int column, Object value) {
    if (binary == Binary.TEXT || !isBytes(row, column, value)) {
      return row.bytes(column, value);
    }
    byte[] bytes = ByteArrays.of(value);
    return Bytes.of(binary == Binary.RAW ? bytes : Base64.getEncoder().encode(bytes));
  }

  /** Types that only travel as bytes, such as bit strings, have names, and texts of their own. */
  private static boolean isBytes(Row row, int column, Object value) {
    return (value instanceof byte[] || value instanceof ByteBuffer)
        && row.columns().schema(column).map(Schema::name).isEmpty();
  }
}
