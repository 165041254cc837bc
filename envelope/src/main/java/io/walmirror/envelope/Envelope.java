package io.walmirror.envelope;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * A change event in Debezium's form, read from a record's value with or without a schema: rows and
 * blocks stay what they are, a {@link Struct} or a {@link Map}.
 */
public final class Envelope {

  private final Object value;
  private final Op op;

  private Envelope(Object value, Op op) {
    this.value = value;
    this.op = op;
  }

  /** The envelope that this value is, or nothing where it is something else. */
  public static Optional<Envelope> of(Object value) {
    if (!isEnvelope(value)) {
      return Optional.empty();
    }
    Object code = field(value, EnvelopeFields.OP);
    Op op = code instanceof String text ? Op.ofCode(text).orElseThrow(() -> unknownOp(text)) : null;
    if (op == null) {
      throw new DataException("the envelope's op is not a text");
    }
    return Optional.of(new Envelope(value, op));
  }

  public Op op() {
    return op;
  }

  /** The row before the change: a Struct, a Map, or null. */
  public Object before() {
    return field(value, EnvelopeFields.BEFORE);
  }

  /** The row after the change: a Struct, a Map, or null. */
  public Object after() {
    return field(value, EnvelopeFields.AFTER);
  }

  /** A field of the source block, if it is there and not null. */
  public Optional<Object> source(String name) {
    Object source = field(value, EnvelopeFields.SOURCE);
    return source == null ? Optional.empty() : Optional.ofNullable(field(source, name));
  }

  /** Any other field of the envelope, if it is there and not null. */
  public Optional<Object> other(String name) {
    return Optional.ofNullable(field(value, name));
  }

  /** The table that the source block names. */
  public TableName table() {
    return new TableName(sourceText("schema"), sourceText("table"));
  }

  private String sourceText(String name) {
    return source(name)
        .map(Object::toString)
        .orElseThrow(() -> new DataException("the envelope's source block has no " + name));
  }

  private static boolean isEnvelope(Object value) {
    if (value instanceof Struct struct) {
      String name = struct.schema().name();
      return name != null && name.endsWith(EnvelopeFields.SCHEMA_SUFFIX);
    }
    return value instanceof Map<?, ?> map
        && map.containsKey(EnvelopeFields.OP)
        && map.containsKey(EnvelopeFields.SOURCE)
        && (map.containsKey(EnvelopeFields.AFTER) || map.containsKey(EnvelopeFields.BEFORE));
  }

  private static Object field(Object holder, String name) {
    if (holder instanceof Struct struct) {
      Field field = struct.schema().field(name);
      return field == null ? null : struct.get(field);
    }
    if (holder instanceof Map<?, ?> map) {
      return map.get(name);
    }
    throw new DataException(
        "expected a Struct or a Map around " + name + ", found " + holder.getClass().getName());
  }

  private static DataException unknownOp(String code) {
    return new DataException("the envelope's op is none of c, u, d, r, t, m: " + code);
  }
}
