package io.walmirror.it.differential;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/** Two captures of the same log, record by record. */
final class Comparison {

  private static final List<String> KEY_HEADERS = List.of("__debezium.newkey", "__debezium.oldkey");

  private final String modes;
  private final List<Finding> findings = new ArrayList<>();
  private final Projection projection = new Projection();
  private final JsonConverter keys = new JsonConverter();
  private final JsonConverter values = new JsonConverter();
  private long jsonBytes;

  private Comparison(String modes) {
    this.modes = modes;
    Map<String, String> config = Map.of("schemas.enable", "true");
    keys.configure(config, true);
    values.configure(config, false);
  }

  /** What was found, and how many bytes of JSON were equal. */
  record Result(List<Finding> findings, int pairs, long jsonBytes) {}

  static Result of(String modes, List<SourceRecord> debezium, List<SourceRecord> walmirror) {
    Comparison comparison = new Comparison(modes);
    int next = 0;
    int pairs = 0;
    for (SourceRecord ours : walmirror) {
      if (next < debezium.size() && identity(debezium.get(next)).equals(identity(ours))) {
        comparison.compare(debezium.get(next++), ours);
        pairs++;
      } else {
        comparison.found(table(ours) + " record", "missing", "none", identity(ours));
      }
    }
    if (next < debezium.size()) {
      comparison.found("all records", "order", identity(debezium.get(next)), "none");
    }
    return new Result(comparison.findings, pairs, comparison.jsonBytes);
  }

  /** Which change a record is of, and which of its records. */
  private static String identity(SourceRecord record) {
    return isEvent(record.value()) && record.value() instanceof Struct event
        ? record.topic() + " " + event.getStruct("source").get("lsn") + " " + event.get("op")
        : record.topic() + " about " + Shown.value(record.key());
  }

  private static boolean isEvent(Object value) {
    return value instanceof Struct struct && struct.schema().field("source") != null;
  }

  private static String table(SourceRecord record) {
    return record.topic().substring(record.topic().lastIndexOf('.') + 1);
  }

  private void compare(SourceRecord theirs, SourceRecord ours) {
    String table = table(theirs);
    compareAny(table + " key", "schema", theirs.keySchema(), ours.keySchema());
    compareAny(table + " key", "value", theirs.key(), ours.key());
    compareJson(
        table + " key",
        keys.fromConnectData(theirs.topic(), theirs.keySchema(), theirs.key()),
        keys.fromConnectData(ours.topic(), ours.keySchema(), ours.key()));
    for (String name : KEY_HEADERS) {
      compareAny(table + " header " + name, "value", header(theirs, name), header(ours, name));
    }
    compareAny(table + " partition", "value", theirs.kafkaPartition(), ours.kafkaPartition());
    compareAny(table + " timestamp", "value", theirs.timestamp(), ours.timestamp());
    if (isEvent(theirs.value())
        && isEvent(ours.value())
        && theirs.value() instanceof Struct one
        && ours.value() instanceof Struct other) {
      compareEvents(table, theirs.topic(), one, other);
    } else {
      compareAny(table + " value", "schema", theirs.valueSchema(), ours.valueSchema());
      compareAny(table + " value", "value", theirs.value(), ours.value());
    }
  }

  private void compareEvents(String table, String topic, Struct theirs, Struct ours) {
    Set<String> told = new LinkedHashSet<>();
    if (theirs.schema().field("before") != null && ours.schema().field("before") != null) {
      Schema theirRow = theirs.schema().field("before").schema();
      Schema ourRow = ours.schema().field("before").schema();
      Set<String> columns = new TreeSet<>(names(theirRow));
      columns.addAll(names(ourRow));
      for (String column : columns) {
        if (!compareAny(
            table + "." + column,
            "schema",
            columnSchema(theirRow, column),
            columnSchema(ourRow, column))) {
          told.add(column);
          continue;
        }
        for (String row : List.of("before", "after")) {
          if (!compareAny(
              table + "." + column,
              row,
              columnValue(theirs.getStruct(row), column),
              columnValue(ours.getStruct(row), column))) {
            told.add(column);
          }
        }
      }
    }
    Struct theirRest = projection.of(theirs, told);
    Struct ourRest = projection.of(ours, told);
    compareAny(table + " source", "value", theirRest.get("source"), ourRest.get("source"));
    compareAny(table + " envelope", "schema", theirRest.schema(), ourRest.schema());
    compareJson(
        table + " value",
        values.fromConnectData(topic, theirRest.schema(), theirRest),
        values.fromConnectData(topic, ourRest.schema(), ourRest));
  }

  private boolean compareAny(String where, String what, Object theirs, Object ours) {
    boolean equal =
        (theirs instanceof Schema one && ours instanceof Schema other)
            ? same(one, other)
            : Objects.deepEquals(plain(theirs), plain(ours));
    if (equal) {
      return true;
    }
    found(where, what, shown(theirs), shown(ours));
    return false;
  }

  /** Equal, but that the bytes of a default may be an array or a buffer. */
  private static boolean same(Schema one, Schema other) {
    if (one.equals(other)) {
      return true;
    }
    boolean alike =
        one.type() == other.type()
            && one.isOptional() == other.isOptional()
            && Objects.equals(one.name(), other.name())
            && Objects.equals(one.version(), other.version())
            && Objects.equals(one.doc(), other.doc())
            && Objects.equals(one.parameters(), other.parameters());
    if (alike && one.type() == Schema.Type.BYTES) {
      return Objects.deepEquals(plain(one.defaultValue()), plain(other.defaultValue()));
    }
    if (!alike || one.type() != Schema.Type.STRUCT || !names(one).equals(names(other))) {
      return false;
    }
    return IntStream.range(0, one.fields().size())
        .allMatch(i -> same(one.fields().get(i).schema(), other.fields().get(i).schema()));
  }

  /** Bytes may be an array or a buffer: a consumer cannot tell. */
  private static Object plain(Object value) {
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return value instanceof List<?> list ? list.stream().map(Comparison::plain).toArray() : value;
  }

  private void compareJson(String where, byte[] theirs, byte[] ours) {
    if (Arrays.equals(theirs, ours)) {
      jsonBytes += theirs == null ? 0 : theirs.length;
    } else {
      found(where, "json", text(theirs), text(ours));
    }
  }

  private void found(String where, String what, String theirs, String ours) {
    findings.add(new Finding(modes, where, what, theirs, ours));
  }

  private static String shown(Object any) {
    return any instanceof Schema schema ? Shown.schema(schema) : Shown.value(any);
  }

  private static String text(byte[] json) {
    return json == null ? "null" : new String(json, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Object header(SourceRecord record, String name) {
    Header header = record.headers().lastWithName(name);
    return header == null ? null : header.value();
  }

  private static List<String> names(Schema row) {
    return row.fields().stream().map(Field::name).toList();
  }

  private static Schema columnSchema(Schema row, String column) {
    Field field = row.field(column);
    return field == null ? null : field.schema();
  }

  private static Object columnValue(Struct row, String column) {
    return row == null ? null : row.getWithoutDefault(column);
  }
}
