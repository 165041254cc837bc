package io.walmirror.connector.value;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** {@code line}, the points where ax + by + c = 0. */
final class LineCodec implements Codec {

  private final Schema schema;

  LineCodec() {
    this(null);
  }

  private LineCodec(Schema schema) {
    this.schema = schema;
  }

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.struct()
        .name("io.debezium.data.geometry.Line")
        .version(1)
        .doc("Geometry (LINE)")
        .field("a", Schema.FLOAT64_SCHEMA)
        .field("b", Schema.FLOAT64_SCHEMA)
        .field("c", Schema.FLOAT64_SCHEMA);
  }

  @Override
  public Codec forSchema(Schema own) {
    return new LineCodec(own);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    return value(Coordinates.binary("line", bytes, at, length, 3));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return value(Coordinates.text("line", bytes, at, length, 3));
  }

  @Override
  public Object zero() {
    return value(0, 0, 0);
  }

  private Struct value(double... line) {
    return new Struct(schema).put("a", line[0]).put("b", line[1]).put("c", line[2]);
  }
}
