package io.walmirror.connector.value;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** PostgreSQL's own {@code box}, {@code lseg}, {@code path} and {@code polygon}. */
final class GeometryCodec implements Codec {

  private final Shape shape;
  private final Schema schema;

  GeometryCodec(Shape shape) {
    this(shape, null);
  }

  private GeometryCodec(Shape shape, Schema schema) {
    this.shape = shape;
    this.schema = schema;
  }

  /** What is drawn. */
  enum Shape {
    BOX(0),
    LSEG(0),
    PATH(5),
    POLYGON(4);

    private final int header;

    Shape(int header) {
      this.header = header;
    }

    private String type() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Override
  public SchemaBuilder schema() {
    return geometry();
  }

  /** A new builder of the schema that PostGIS's geometry has too. */
  static SchemaBuilder geometry() {
    return SchemaBuilder.struct()
        .name("io.debezium.data.geometry.Geometry")
        .version(2)
        .doc("Geometry")
        .field("wkb", Schema.BYTES_SCHEMA)
        .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
        .field(
            "extensions",
            SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).optional().build());
  }

  @Override
  public Codec forSchema(Schema own) {
    return new GeometryCodec(shape, own);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    int header = shape.header;
    if (length < header) {
      throw new MalformedValueException(shape.type(), "its length does not fit its numbers");
    }
    int count = header == 0 ? 4 : Bytes.int4(bytes, at + header - 4) * 2;
    double[] numbers = Coordinates.binary(shape.type(), bytes, at + header, length - header, count);
    return value(numbers, header != 5 || bytes[at] != 0);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    double[] numbers = Coordinates.text(shape.type(), bytes, at, length);
    if (numbers.length % 2 != 0 || (shape.header == 0 && numbers.length != 4)) {
      throw new MalformedValueException(shape.type(), "another count of numbers than it must have");
    }
    return value(numbers, shape != Shape.PATH || (length > 0 && bytes[at] == '('));
  }

  @Override
  public char delimiter() {
    return shape == Shape.BOX ? ';' : ',';
  }

  @Override
  public Object zero() {
    return value(new double[shape.header == 0 ? 4 : 0], true);
  }

  private Struct value(double[] numbers, boolean closed) {
    return switch (shape) {
      case BOX -> struct(Coordinates.polygon(corners(numbers)));
      case LSEG -> struct(Coordinates.lineString(numbers));
      case POLYGON -> struct(Coordinates.polygon(ring(numbers)));
      case PATH -> {
        Struct path = struct(Coordinates.lineString(numbers));
        path.<String, String>getMap("extensions").put("closed", Boolean.toString(closed));
        yield path;
      }
    };
  }

  /** The way around a box, from its upper right corner. */
  private static double[] corners(double... box) {
    double right = box[0];
    double upper = box[1];
    double left = box[2];
    double lower = box[3];
    return new double[] {right, upper, right, lower, left, lower, left, upper, right, upper};
  }

  /** The way around a polygon, back to where it began. */
  private static double[] ring(double... polygon) {
    if (polygon.length == 0) {
      return polygon;
    }
    double[] ring = Arrays.copyOf(polygon, polygon.length + 2);
    ring[polygon.length] = polygon[0];
    ring[polygon.length + 1] = polygon[1];
    return ring;
  }

  private Struct struct(byte[] wellKnown) {
    Map<String, String> extensions = new LinkedHashMap<>();
    extensions.put("type", shape.type());
    return new Struct(schema).put("wkb", wellKnown).put("extensions", extensions);
  }
}
