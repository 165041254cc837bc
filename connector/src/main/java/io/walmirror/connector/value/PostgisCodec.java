package io.walmirror.connector.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * PostGIS's {@code geometry} and {@code geography}: extended well-known binary, which says its
 * spatial reference itself, as it is in the binary form and in hex in the text form.
 */
final class PostgisCodec implements Codec {

  private static final int HAS_REFERENCE = 0x2000_0000;

  /** An empty collection. */
  private static final byte[] EMPTY = {1, 7, 0, 0, 0, 0, 0, 0, 0};

  private final boolean geography;
  private final Schema schema;

  PostgisCodec(boolean geography) {
    this(geography, null);
  }

  private PostgisCodec(boolean geography, Schema schema) {
    this.geography = geography;
    this.schema = schema;
  }

  @Override
  public SchemaBuilder schema() {
    return geography
        ? SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Geography")
            .version(1)
            .doc("Geography")
            .field("wkb", Schema.BYTES_SCHEMA)
            .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
        : GeometryCodec.geometry();
  }

  @Override
  public Codec forSchema(Schema own) {
    return new PostgisCodec(geography, own);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    return value(Arrays.copyOfRange(bytes, at, at + length));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    try {
      return value(
          HexFormat.of().parseHex(new String(bytes, at, length, StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      throw new MalformedValueException("geometry", "not in hex", e);
    }
  }

  @Override
  public char delimiter() {
    return ':';
  }

  @Override
  public Object zero() {
    return value(EMPTY);
  }

  private Struct value(byte[] wellKnown) {
    if (wellKnown.length < 5) {
      throw new MalformedValueException("geometry", "shorter than any");
    }
    ByteBuffer read =
        ByteBuffer.wrap(wellKnown)
            .order(wellKnown[0] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    Struct struct = new Struct(schema).put("wkb", wellKnown);
    if ((read.getInt(1) & HAS_REFERENCE) != 0 && wellKnown.length >= 9) {
      struct.put("srid", read.getInt(5));
    }
    return struct;
  }
}
