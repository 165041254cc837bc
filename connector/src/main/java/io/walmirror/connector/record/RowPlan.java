package io.walmirror.connector.record;

import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.OldRow;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.pgoutput.TupleReader;
import io.walmirror.connector.value.Codec;
import io.walmirror.connector.value.MalformedValueException;
import io.walmirror.connector.value.NeedsTextException;
import io.walmirror.connector.value.UnknownLabelException;
import io.walmirror.connector.value.UnrepresentableValueException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** How the tuples of one table become the rows of its events. Used by the reader thread alone. */
final class RowPlan {

  private final Relation relation;
  private final String placeholder;
  private final Codec[] codecs;
  private final Schema schema;
  private final Field[] fields;
  private final Field[] slots;
  private final boolean[] required;
  private final Object[] zeros;

  /**
   * {@code codecs} are by the places of the columns, null for those that are not in the row.
   * Without a placeholder nothing stands for values that were not sent.
   */
  RowPlan(
      Relation relation, ColumnFields names, Codec[] codecs, Schema schema, String placeholder) {
    this.relation = relation;
    this.placeholder = placeholder;
    this.codecs = codecs;
    this.schema = schema;
    this.fields = new Field[codecs.length];
    this.slots = new Field[codecs.length];
    this.required = new boolean[codecs.length];
    this.zeros = new Object[codecs.length];
    for (int i = 0; i < codecs.length; i++) {
      if (codecs[i] == null) {
        continue;
      }
      fields[i] = schema.field(names.at(i));
      slots[i] = MadeStruct.slot(schema, fields[i].name());
      required[i] = !fields[i].schema().isOptional();
      Object stated = fields[i].schema().defaultValue();
      zeros[i] = !required[i] ? null : stated != null ? stated : codecs[i].zero();
    }
  }

  Schema schema() {
    return schema;
  }

  /** The row that a tuple holds; names of fields that were not sent go to {@code unchanged}. */
  Struct row(Tuple tuple, List<String> unchanged) {
    return decode(tuple, true, unchanged);
  }

  /**
   * The row before a change. Where the identity has only some columns, the others were sent as NULL
   * and stand as null or, if required, as zero; in a whole row a NULL is one.
   */
  Struct oldRow(OldRow old) {
    return decode(old.row(), old.complete(), new ArrayList<>());
  }

  /** Puts a field's value into a row, from the server's text; false where it cannot be. */
  boolean putText(Struct row, String field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] != null && fields[i].name().equals(field)) {
        try {
          row.put(slots[i], codecs[i].text(bytes, 0, bytes.length));
          return true;
        } catch (MalformedValueException
            | UnrepresentableValueException
            | UnknownLabelException e) {
          // The column has another type by now.
          return false;
        }
      }
    }
    return false;
  }

  private Struct decode(Tuple tuple, boolean whole, List<String> unchanged) {
    if (tuple.columns() != codecs.length) {
      throw new MalformedMessageException(
          "a row of "
              + relation.name()
              + " with "
              + tuple.columns()
              + " columns, not "
              + codecs.length);
    }
    Struct row = new MadeStruct(schema);
    TupleReader reader = tuple.reader();
    for (int i = 0; i < codecs.length; i++) {
      byte kind = reader.next();
      if (codecs[i] == null) {
        continue;
      }
      Object value = kind == Tuple.NULL ? codecs[i].ofNull() : value(i, kind, reader, unchanged);
      if (value == null && required[i]) {
        if (whole && kind == Tuple.NULL) {
          throw new NullInRequiredColumnException(relation.columns().get(i).name());
        }
        value = zeros[i];
      }
      if (value != null) {
        row.put(slots[i], value);
      }
    }
    return row;
  }

  private Object value(int column, byte kind, TupleReader reader, List<String> unchanged) {
    try {
      return switch (kind) {
        case Tuple.BINARY ->
            codecs[column].binary(reader.bytes(), reader.valueAt(), reader.valueLength());
        case Tuple.TEXT ->
            codecs[column].text(reader.bytes(), reader.valueAt(), reader.valueLength());
        default -> {
          unchanged.add(fields[column].name());
          yield unavailable(column);
        }
      };
    } catch (MalformedValueException | UnrepresentableValueException e) {
      throw new DataException(named(column) + ": " + e.getMessage(), e);
    } catch (NeedsTextException e) {
      throw new TextFormWantedException(named(column), e);
    }
  }

  private Object unavailable(int column) {
    if (placeholder == null) {
      return null;
    }
    return codecs[column].unavailable(placeholder);
  }

  private String named(int column) {
    return "column " + relation.columns().get(column).name() + " of " + relation.name();
  }
}
