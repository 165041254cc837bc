package io.walmirror.connector.convert;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** What stands for a required value that the server did not send, by nothing but its schema. */
final class Zeros {

  private Zeros() {}

  static Object of(Schema schema) {
    if (schema.defaultValue() != null || schema.isOptional()) {
      return schema.defaultValue();
    }
    String name = schema.name() == null ? "" : schema.name();
    return switch (schema.type()) {
      case INT8 -> (byte) 0;
      case INT16 -> (short) 0;
      case INT32 ->
          switch (name) {
            case Date.LOGICAL_NAME -> Date.toLogical(schema, 0);
            case Time.LOGICAL_NAME -> Time.toLogical(schema, 0);
            default -> 0;
          };
      case INT64 -> name.equals(Timestamp.LOGICAL_NAME) ? Timestamp.toLogical(schema, 0) : 0L;
      case FLOAT32 -> 0f;
      case FLOAT64 -> 0d;
      case BOOLEAN -> false;
      case STRING -> "";
      case BYTES ->
          name.equals(Decimal.LOGICAL_NAME)
              ? new BigDecimal(
                  BigInteger.ZERO, Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD)))
              : ByteBuffer.allocate(0);
      case ARRAY -> List.of();
      case MAP -> Map.of();
      case STRUCT -> struct(schema);
    };
  }

  private static Struct struct(Schema schema) {
    Struct zero = new Struct(schema);
    for (Field field : schema.fields()) {
      zero.put(field, of(field.schema()));
    }
    return zero;
  }
}
