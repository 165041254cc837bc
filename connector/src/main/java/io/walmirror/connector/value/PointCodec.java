package io.walmirror.connector.value;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** {@code point} by its coordinates and as well-known binary. */
final class PointCodec implements Codec {

  private final Schema schema;

  PointCodec() {
    this(null);
  }

  PointCodec(Schema schema) {
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
    double[] point = Coordinates.binary("point", bytes, at, length, 2);
    return point(point[0], point[1]);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    double[] point = Coordinates.text("point", bytes, at, length, 2);
    return point(point[0], point[1]);
  }

  @Override
  public Object zero() {
    return point(0, 0);
  }

  Struct point(double x, double y) {
    return new Struct(schema).put("x", x).put("y", y).put("wkb", Coordinates.point(x, y));
  }
}
