package io.walmirror.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringTokenizer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * pgvector's {@code sparsevec}: dimensions, count, and four bytes without meaning, then indices
 * from 0 and elements; printed as <code>{1:1.5,3:2}/5</code> with indices from 1. Debezium's 16
 * bits are taken where the column declares no more dimensions than they can count, else 32.
 */
final class SparseVectorCodec implements Codec {

  private static final int HEADER = 12;

  private final boolean small;
  private final Schema schema;

  /** {@code modifier} is the declared number of dimensions; below zero where there is none. */
  SparseVectorCodec(int modifier) {
    this(modifier > 0 && modifier <= Short.MAX_VALUE, null);
  }

  private SparseVectorCodec(boolean small, Schema schema) {
    this.small = small;
    this.schema = schema;
  }

  @Override
  public SchemaBuilder schema() {
    Schema index = small ? Schema.INT16_SCHEMA : Schema.INT32_SCHEMA;
    return SchemaBuilder.struct()
        .name("io.debezium.data.SparseDoubleVector")
        .version(1)
        .doc("Sparse double vector")
        .field("dimensions", index)
        .field("vector", SchemaBuilder.map(index, Schema.FLOAT64_SCHEMA).build());
  }

  @Override
  public Codec forSchema(Schema own) {
    return new SparseVectorCodec(small, own);
  }

  @Override
  public Object binary(byte[] bytes, int at, int length) {
    int count = length < HEADER ? -1 : Bytes.int4(bytes, at + 4);
    if (count < 0 || length != HEADER + 8L * count) {
      throw malformed(null);
    }
    Map<Object, Double> elements = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      int index = Bytes.int4(bytes, at + HEADER + 4 * i) + 1;
      float element = Float.intBitsToFloat(Bytes.int4(bytes, at + HEADER + 4 * (count + i)));
      elements.put(number(index), VectorCodec.shortest(element));
    }
    return struct(Bytes.int4(bytes, at), elements);
  }

  @Override
  public Object text(byte[] bytes, int at, int length) {
    String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    int slash = text.lastIndexOf('/');
    try {
      Map<Object, Double> elements = new LinkedHashMap<>();
      StringTokenizer pairs = new StringTokenizer(text.substring(0, Math.max(slash, 0)), "{}, ");
      while (pairs.hasMoreTokens()) {
        String[] pair = pairs.nextToken().split(":", -1);
        if (pair.length != 2) {
          throw malformed(null);
        }
        elements.put(number(Integer.parseInt(pair[0])), Double.valueOf(pair[1]));
      }
      return struct(Integer.parseInt(text.substring(slash + 1)), elements);
    } catch (NumberFormatException e) {
      throw malformed(e);
    }
  }

  @Override
  public Object zero() {
    return struct(0, Map.of());
  }

  private Struct struct(int dimensions, Map<Object, Double> elements) {
    return new Struct(schema).put("dimensions", number(dimensions)).put("vector", elements);
  }

  private Object number(int number) {
    if (small) {
      return (short) number;
    }
    return number;
  }

  private static MalformedValueException malformed(Exception cause) {
    return new MalformedValueException("sparsevec", "its length does not fit its elements", cause);
  }
}
