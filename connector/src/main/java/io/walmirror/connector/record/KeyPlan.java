package io.walmirror.connector.record;

import io.walmirror.connector.pgoutput.OldRow;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** How the rows of one table become keys. Used by the reader thread alone. */
final class KeyPlan {

  private final Schema schema;
  private final List<String> columns;
  private final Consumer<Struct> added;
  private final boolean converted;
  private final HiddenKey hidden;
  private final Field[] rowFields;
  private final Field[] slots;

  /**
   * {@code schema} is null where events have no key; {@code columns} are the key's, which may have
   * fields besides that {@code added} puts in. Where an event's row does not show all of them,
   * {@code hidden} makes the key, and is null elsewhere.
   */
  KeyPlan(
      Schema schema,
      List<String> columns,
      Consumer<Struct> added,
      boolean converted,
      HiddenKey hidden,
      Schema row,
      ColumnFields fields) {
    this.schema = schema;
    this.columns = columns;
    this.added = added;
    this.converted = converted;
    this.hidden = hidden;
    this.slots = schema == null ? new Field[0] : MadeStruct.slots(schema);
    this.rowFields =
        schema == null || hidden != null
            ? new Field[0]
            : columns.stream()
                .map(column -> MadeStruct.valueSlot(row, fields.field(column)))
                .toArray(Field[]::new);
  }

  /** Null where events have no key. */
  Schema schema() {
    return schema;
  }

  /** The columns of the key, which may have fields besides. */
  List<String> columns() {
    return columns;
  }

  /** Whether a converter made a part of it, so that the server would not know it again. */
  boolean converted() {
    return converted;
  }

  /**
   * The key of the row that this tuple holds; what is no column's is not in it yet. The row before,
   * which may be null, has taken its part in the row already.
   */
  Struct of(Struct row, Tuple tuple, OldRow before) {
    return hidden == null ? of(row) : hidden.of(tuple, before);
  }

  /** Why there is no key of a row whose column of this name was not sent. */
  static DataException unsent(Relation relation, String column) {
    return new DataException(
        "column "
            + column
            + " of "
            + relation.name()
            + " is in the key, and its large value, which did not change, was not sent: the row's"
            + " key is not known; name other columns in message.key.columns, or have such values"
            + " sent from now on: ALTER TABLE "
            + relation.name()
            + " REPLICA IDENTITY FULL");
  }

  /** Puts in what is no column's. */
  void add(Struct key) {
    added.accept(key);
  }

  private Struct of(Struct row) {
    Struct key = new Struct(schema);
    for (int i = 0; i < rowFields.length; i++) {
      key.put(slots[i], row.get(rowFields[i]));
    }
    return key;
  }
}
