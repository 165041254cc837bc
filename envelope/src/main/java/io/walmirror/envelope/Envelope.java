package io.walmirror.envelope;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
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
    if (!(field(value, EnvelopeFields.OP) instanceof String code)) {
      throw new DataException("the envelope's op is null");
    }
    Op op = Op.ofCode(code).orElseThrow(Envelope::unknownOp);
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
    return inBlock(EnvelopeFields.SOURCE, name);
  }

  /** A field of the transaction block, if it is there and not null. */
  public Optional<Object> transaction(String name) {
    return inBlock(EnvelopeFields.TRANSACTION, name);
  }

  /** Any other field of the envelope, if it is there and not null. */
  public Optional<Object> other(String name) {
    return Optional.ofNullable(field(value, name));
  }

  /** The table that the source block names. */
  public TableName table() {
    return new TableName(sourceText("schema"), sourceText("table"));
  }

  private Optional<Object> inBlock(String block, String name) {
    Object holder = field(value, block);
    return holder == null ? Optional.empty() : Optional.ofNullable(field(holder, name));
  }

  private String sourceText(String name) {
    return source(name)
        .map(Object::toString)
        .orElseThrow(() -> new DataException("the envelope's source block has no " + name));
  }

  /**
   * By shape and not by the schema's name, which other transforms and converters change: an op that
   * is a text, a source block, and a place for the row.
   */
  private static boolean isEnvelope(Object value) {
    if (value instanceof Struct struct) {
      return has(struct, EnvelopeFields.OP, Schema.Type.STRING)
          && has(struct, EnvelopeFields.SOURCE, Schema.Type.STRUCT)
          && has(struct, EnvelopeFields.AFTER, Schema.Type.STRUCT);
    }
    return value instanceof Map<?, ?> map
        && map.get(EnvelopeFields.OP) instanceof String op
        && map.get(EnvelopeFields.SOURCE) instanceof Map
        && (map.containsKey(EnvelopeFields.AFTER)
            || map.containsKey(EnvelopeFields.BEFORE)
            || op.equals(Op.TRUNCATE.code()));
  }

  private static boolean has(Struct struct, String name, Schema.Type type) {
    Field field = struct.schema().field(name);
    return field != null && field.schema().type() == type;
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

  private static DataException unknownOp() {
    return new DataException("the envelope's op is none of c, u, d, r, t, m");
  }
}
