package io.walmirror.sink.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/**
 * A geometry: PostgreSQL's own shapes, which say in their extensions what they are, as PostgreSQL
 * prints them; any other as PostGIS prints it, in hex.
 */
final class GeometryText implements ValueText {

  private static final int POLYGON = 3;

  @Override
  public String text(Object value) {
    Struct geometry = (Struct) value;
    byte[] wellKnown = ByteArrays.of(geometry.get("wkb"));
    Field field = geometry.schema().field("extensions");
    Map<String, String> extensions =
        field == null || geometry.get(field) == null ? Map.of() : geometry.getMap("extensions");
    return switch (extensions.getOrDefault("type", "")) {
      case "box" -> box(points(wellKnown));
      case "lseg" -> "[" + joined(points(wellKnown), 0) + "]";
      case "path" ->
          "false".equals(extensions.get("closed"))
              ? "[" + joined(points(wellKnown), 0) + "]"
              : "(" + joined(points(wellKnown), 0) + ")";
      // The last point is the first once more.
      case "polygon" -> "(" + joined(points(wellKnown), 1) + ")";
      default -> HexFormat.of().withUpperCase().formatHex(wellKnown);
    };
  }

  private static String box(double... corners) {
    return point(corners[0], corners[1]) + "," + point(corners[4], corners[5]);
  }

  private static double[] points(byte[] wellKnown) {
    ByteBuffer read = ByteBuffer.wrap(wellKnown);
    read.order(read.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    if (read.getInt() == POLYGON) {
      read.getInt();
    }
    double[] numbers = new double[2 * read.getInt()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = read.getDouble();
    }
    return numbers;
  }

  private static String joined(double[] points, int without) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 1 < points.length - 2 * without; i += 2) {
      text.append(i == 0 ? "" : ",").append(point(points[i], points[i + 1]));
    }
    return text.toString();
  }

  static String point(double x, double y) {
    return "(" + FloatText.of(x) + "," + FloatText.of(y) + ")";
  }
}
