package io.walmirror.connector.record;

import io.walmirror.connector.pgoutput.Relation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/** Which field of events each column of a table is, by their places in a tuple. */
final class ColumnFields {

  private final Relation relation;
  private final String[] fields;

  private ColumnFields(Relation relation, String[] fields) {
    this.relation = relation;
    this.fields = fields;
  }

  /** The fields of the columns that are in events; two that would be one are refused. */
  static ColumnFields of(Relation relation, List<String> key, ColumnRules rules) {
    NameAdjustment adjustment = rules.schemas().fieldNames();
    Map<String, String> columns = new HashMap<>();
    String[] fields = new String[relation.columns().size()];
    for (int i = 0; i < fields.length; i++) {
      String name = relation.columns().get(i).name();
      fields[i] = adjustment.field(name);
      if (!rules.includes(relation.name(), name) && !key.contains(name)) {
        continue;
      }
      String other = columns.putIfAbsent(fields[i], name);
      if (other != null) {
        throw new DataException(
            "the columns "
                + other
                + " and "
                + name
                + " of "
                + relation.name()
                + " would be one field "
                + fields[i]
                + "; set field.name.adjustment.mode=avro_unicode, or leave one of them out with"
                + " column.exclude.list");
      }
    }
    return new ColumnFields(relation, fields);
  }

  String at(int place) {
    return fields[place];
  }

  /** The place in a tuple of the column that is this field in events. */
  int place(String field) {
    return Arrays.asList(fields).indexOf(field);
  }

  /** The field of events that is this column. */
  String field(String column) {
    return fields[placeOf(column)];
  }

  /** The place in a tuple of this column. */
  int placeOf(String column) {
    for (int i = 0; i < fields.length; i++) {
      if (relation.columns().get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no column " + column);
  }

  /** The column that is this field in events. */
  String column(String field) {
    return relation.columns().get(place(field)).name();
  }
}
