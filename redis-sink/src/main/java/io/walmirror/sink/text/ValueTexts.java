package io.walmirror.sink.text;

import io.walmirror.envelope.EnvelopeFields;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * The registry of texts: by semantic name where the schema has one that is known, by Connect type
 * otherwise.
 */
public final class ValueTexts {

  private record Semantic(Schema.Type type, Function<Schema, ValueText> text) {}

  private static final ValueText STRING = value -> (String) value;
  private static final ValueText BOOLEAN = new BooleanText();
  private static final ValueText BYTES = new BytesText();
  private static final ValueText UNTYPED = new UntypedText();
  private static final Map<String, Semantic> SEMANTICS = semantics();

  private ValueTexts() {}

  /** The text of values that come without a schema. */
  public static ValueText untyped() {
    return UNTYPED;
  }

  public static ValueText of(Schema schema) {
    Semantic semantic = semantic(schema);
    if (semantic != null) {
      return semantic.text.apply(schema);
    }
    return switch (schema.type()) {
      case INT8, INT16, INT32, INT64 -> NumberText.INTEGER;
      case FLOAT32 -> NumberText.FLOAT4;
      case FLOAT64 -> NumberText.FLOAT8;
      case BOOLEAN -> BOOLEAN;
      case STRING -> STRING;
      case BYTES -> BYTES;
      case ARRAY -> new ArrayText(of(schema.valueSchema()), delimiter(schema));
      case MAP, STRUCT -> new JsonText(schema);
    };
  }

  /** Whether values of this schema have a text of their own, not only that of their type. */
  static boolean hasOwnText(Schema schema) {
    return schema != null && semantic(schema) != null;
  }

  /** Whether values of this schema are decimals without a declared scale. */
  static boolean isNumberOfAnyScale(Schema schema) {
    return hasOwnText(schema) && of(schema) == NumberText.VARIABLE_SCALE_DECIMAL;
  }

  private static Semantic semantic(Schema schema) {
    Semantic semantic = schema.name() == null ? null : SEMANTICS.get(schema.name());
    return semantic != null && semantic.type == schema.type() ? semantic : null;
  }

  private static Map<String, Semantic> semantics() {
    Map<String, Semantic> known = new HashMap<>();
    put(known, Decimal.LOGICAL_NAME, Schema.Type.BYTES, NumberText.DECIMAL);
    put(
        known,
        "io.debezium.data.VariableScaleDecimal",
        Schema.Type.STRUCT,
        NumberText.VARIABLE_SCALE_DECIMAL);
    put(known, Date.LOGICAL_NAME, Schema.Type.INT32, DateText.CONNECT);
    put(known, Time.LOGICAL_NAME, Schema.Type.INT32, TimeText.CONNECT);
    put(known, Timestamp.LOGICAL_NAME, Schema.Type.INT64, TimestampText.CONNECT);
    put(known, "io.debezium.time.Date", Schema.Type.INT32, DateText.EPOCH_DAY);
    put(known, "io.debezium.time.IsoDate", Schema.Type.STRING, DateText.ISO);
    put(known, "io.debezium.time.Time", Schema.Type.INT32, TimeText.MILLIS);
    put(known, "io.debezium.time.MicroTime", Schema.Type.INT64, TimeText.MICROS);
    put(known, "io.debezium.time.NanoTime", Schema.Type.INT64, TimeText.NANOS);
    put(known, "io.debezium.time.IsoTime", Schema.Type.STRING, TimeText.ISO);
    put(known, "io.debezium.time.Timestamp", Schema.Type.INT64, TimestampText.MILLIS);
    put(known, "io.debezium.time.MicroTimestamp", Schema.Type.INT64, TimestampText.MICROS);
    put(known, "io.debezium.time.NanoTimestamp", Schema.Type.INT64, TimestampText.NANOS);
    put(known, "io.debezium.time.IsoTimestamp", Schema.Type.STRING, TimestampText.ISO);
    put(known, "io.debezium.time.ZonedTimestamp", Schema.Type.STRING, new ZonedTimestampText());
    put(known, "io.debezium.time.ZonedTime", Schema.Type.STRING, new ZonedTimeText());
    put(known, "io.debezium.time.Interval", Schema.Type.STRING, IntervalText.ISO);
    put(known, "io.debezium.time.MicroDuration", Schema.Type.INT64, IntervalText.MICROS);
    put(known, "io.debezium.data.DoubleVector", Schema.Type.ARRAY, new VectorText());
    put(known, "io.debezium.data.FloatVector", Schema.Type.ARRAY, new VectorText());
    put(known, "io.debezium.data.geometry.Point", Schema.Type.STRUCT, new PointText());
    put(known, "io.debezium.data.geometry.Geometry", Schema.Type.STRUCT, new GeometryText());
    put(known, "io.debezium.data.geometry.Geography", Schema.Type.STRUCT, new GeometryText());
    put(known, "io.debezium.data.geometry.Circle", Schema.Type.STRUCT, ShapeText.CIRCLE);
    put(known, "io.debezium.data.geometry.Line", Schema.Type.STRUCT, ShapeText.LINE);
    put(known, "io.debezium.data.SparseDoubleVector", Schema.Type.STRUCT, ShapeText.SPARSE_VECTOR);
    structured(known, "Date", StructuredText.DATE);
    structured(known, "Time", StructuredText.TIME);
    structured(known, "ZonedTime", StructuredText.ZONED_TIME);
    structured(known, "Timestamp", StructuredText.TIMESTAMP);
    structured(known, "ZonedTimestamp", StructuredText.ZONED_TIMESTAMP);
    structured(known, "Duration", StructuredText.DURATION);
    known.put("io.debezium.data.Bits", new Semantic(Schema.Type.BYTES, ValueTexts::bits));
    return Map.copyOf(known);
  }

  private static void structured(Map<String, Semantic> known, String name, ValueText text) {
    put(known, "io.debezium.time.Structured" + name, Schema.Type.STRUCT, text);
  }

  private static void put(
      Map<String, Semantic> known, String name, Schema.Type type, ValueText text) {
    known.put(name, new Semantic(type, schema -> text));
  }

  private static char delimiter(Schema array) {
    Map<String, String> parameters = array.parameters();
    String named = parameters == null ? null : parameters.get(EnvelopeFields.ARRAY_DELIMITER);
    return named == null || named.length() != 1 ? ',' : named.charAt(0);
  }

  /** Debezium writes the largest integer where a column declares no length. */
  private static ValueText bits(Schema schema) {
    Map<String, String> parameters = schema.parameters();
    String length = parameters == null ? null : parameters.get("length");
    boolean declared = length != null && !length.equals(String.valueOf(Integer.MAX_VALUE));
    return new BitsText(declared ? Integer.parseInt(length) : 0);
  }
}
