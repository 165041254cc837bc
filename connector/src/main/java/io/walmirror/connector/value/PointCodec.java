package io.walmirror.connector.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** {@code point} by its coordinates and as well-known binary. */
final class PointCodec implements Codec {

  private final Schema schema;

  PointCodec() {
    this(null);
  }

  private PointCodec(Schema schema) {
    this.schema = schema;
  }

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.struct()
        .name("io.debezium.data.geometry.Point")
        .version(1)
        .doc("Geometry (POINT)")
        .field("x", Schema.FLOAT64_SCHEMA)
        .field("y", Schema.FLOAT64_SCHEMA)
        .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
        .field("srid", Schema.OPTIONAL_INT32_SCHEMA);
  }

  @Override
  public Codec forSchema(Schema own) {
    return new PointCodec(own);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    Bytes.expect("point", length, 16);
    return point(
        Double.longBitsToDouble(Bytes.int8(bytes, at)),
        Double.longBitsToDouble(Bytes.int8(bytes, at + 8)));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    int comma = text.indexOf(',');
    if (comma < 0 || !text.startsWith("(") || !text.endsWith(")")) {
      throw new MalformedValueException("point", "not two numbers in parentheses");
    }
    try {
      return point(
          Double.parseDouble(text.substring(1, comma)),
          Double.parseDouble(text.substring(comma + 1, text.length() - 1)));
    } catch (NumberFormatException e) {
      throw new MalformedValueException("point", "not two numbers in parentheses", e);
    }
  }

  @Override
  public Object zero() {
    return point(0, 0);
  }

  private Struct point(double x, double y) {
    byte[] wellKnown =
        ByteBuffer.allocate(21)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 1)
            .putInt(1)
            .putDouble(x)
            .putDouble(y)
            .array();
    return new Struct(schema).put("x", x).put("y", y).put("wkb", wellKnown);
  }
}
