package io.walmirror.connector.value;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** {@code circle} by its center and its radius. */
final class CircleCodec implements Codec {

  private static final Schema CENTER = new PointCodec().schema().build();
  private static final PointCodec POINT = new PointCodec(CENTER);

  private final Schema schema;

  CircleCodec() {
    this(null);
  }

  private CircleCodec(Schema schema) {
    this.schema = schema;
  }

  @Override
  public SchemaBuilder schema() {
    return SchemaBuilder.struct()
        .name("io.debezium.data.geometry.Circle")
        .version(1)
        .doc("Geometry (CIRCLE)")
        .field("center", CENTER)
        .field("radius", Schema.FLOAT64_SCHEMA);
  }

  @Override
  public Codec forSchema(Schema own) {
    return new CircleCodec(own);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    return value(Coordinates.binary("circle", bytes, at, length, 3));
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    return value(Coordinates.text("circle", bytes, at, length, 3));
  }

  @Override
  public Object zero() {
    return value(0, 0, 0);
  }

  private Struct value(double... circle) {
    return new Struct(schema)
        .put("center", POINT.point(circle[0], circle[1]))
        .put("radius", circle[2]);
  }
}
