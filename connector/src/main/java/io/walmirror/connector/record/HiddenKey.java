package io.walmirror.connector.record;

import io.walmirror.connector.pgoutput.OldRow;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.pgoutput.TupleReader;
import io.walmirror.connector.value.Codec;
import io.walmirror.connector.value.MalformedValueException;
import io.walmirror.connector.value.NeedsTextException;
import io.walmirror.connector.value.UnknownLabelException;
import io.walmirror.connector.value.UnrepresentableValueException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * A key that cannot be taken from the row of an event, because a column of it is left out or hidden
 * there: decoded by itself.
 */
final class HiddenKey {

  private final Relation relation;
  private final ColumnFields fields;
  private final Codec[] codecs;
  private final Schema schema;

  /**
   * {@code fields} are the names in events, {@code codecs} those of the key's columns, by their
   * places in the tuple; null for the others.
   */
  HiddenKey(Relation relation, ColumnFields fields, Codec[] codecs, Schema schema) {
    this.relation = relation;
    this.fields = fields;
    this.codecs = codecs;
    this.schema = schema;
  }

  /** Of a row whose unsent values are in the row before, if they are anywhere; it may be null. */
  Struct of(Tuple tuple, OldRow before) {
    Struct key = new Struct(schema);
    TupleReader reader = tuple.reader();
    TupleReader earlier = before == null ? null : before.row().reader();
    for (int i = 0; i < codecs.length; i++) {
      byte kind = reader.next();
      byte earlierKind = earlier == null ? Tuple.UNCHANGED : earlier.next();
      if (codecs[i] == null) {
        continue;
      }
      boolean unsent = kind == Tuple.UNCHANGED;
      if (unsent && !tells(before, i)) {
        throw KeyPlan.unsent(relation, relation.columns().get(i).name());
      }
      key.put(
          fields.at(i),
          value(fields.at(i), codecs[i], unsent ? earlierKind : kind, unsent ? earlier : reader));
    }
    return key;
  }

  private boolean tells(OldRow before, int column) {
    return before != null && (before.complete() || relation.columns().get(column).inIdentity());
  }

  private Object value(String name, Codec codec, byte kind, TupleReader reader) {
    try {
      Object value =
          switch (kind) {
            case Tuple.BINARY ->
                codec.binary(reader.bytes(), reader.valueAt(), reader.valueLength());
            case Tuple.TEXT -> codec.text(reader.bytes(), reader.valueAt(), reader.valueLength());
            default -> null;
          };
      return value == null && !schema.field(name).schema().isOptional() ? codec.zero() : value;
    } catch (UnknownLabelException e) {
      // The row does not show the column, so that nobody else learns the label; it is its own text.
      return Codec.string(reader.bytes(), reader.valueAt(), reader.valueLength());
    } catch (NeedsTextException e) {
      throw new TextFormWantedException("column " + name + " of " + relation.name(), e);
    } catch (MalformedValueException | UnrepresentableValueException e) {
      throw new DataException(
          "column " + name + " of " + relation.name() + ": " + e.getMessage(), e);
    }
  }
}
