package io.walmirror.transforms;

import io.walmirror.envelope.Envelope;
import io.walmirror.envelope.HeaderTexts;
import io.walmirror.envelope.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Headers;

/**
 * One thing that can be known about a change besides its row, under the name that settings use. The
 * type is fixed, so that a row's schema does not depend on which source wrote the event.
 */
final class MetadataSource {

  /** How a value is found. */
  private interface Reading {
    Optional<Object> of(Envelope event, Headers headers);
  }

  private static final Map<String, MetadataSource> ALL = all();

  private final String path;
  private final Schema schema;
  private final Reading reading;

  private MetadataSource(String path, Schema.Type type, String doc, Reading reading) {
    this.path = path;
    this.schema = SchemaBuilder.type(type).optional().doc(doc).build();
    this.reading = reading;
  }

  static Optional<MetadataSource> named(String path) {
    return Optional.ofNullable(ALL.get(path));
  }

  /** Every name there is, in the order of the documentation. */
  static List<String> names() {
    return new ArrayList<>(ALL.keySet());
  }

  String path() {
    return path;
  }

  Schema schema() {
    return schema;
  }

  /** The value for this event, or null where the event does not say. */
  Object value(Envelope event, Headers headers) {
    return reading.of(event, headers).map(this::typed).orElse(null);
  }

  private Object typed(Object value) {
    if (schema.type() == Schema.Type.STRING) {
      return value.toString();
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw new DataException(
        "the event's " + path + " is no number but a " + value.getClass().getSimpleName());
  }

  private static Map<String, MetadataSource> all() {
    Map<String, MetadataSource> all = new LinkedHashMap<>();
    add(
        all,
        "op",
        Schema.Type.STRING,
        "c, u, d, r or t",
        (event, h) -> Optional.of(event.op().code()));
    top(all, "ts_ms", "when the connector handled the change, in milliseconds");
    top(all, "ts_us", "when the connector handled the change, in microseconds");
    top(all, "ts_ns", "when the connector handled the change, in nanoseconds");
    add(
        all,
        "position",
        Schema.Type.STRING,
        "where the change stands in the order of changes, as in the header walmirror.position",
        (event, headers) -> HeaderTexts.position(headers).map(Position::text));
    source(all, "version", Schema.Type.STRING, "the version of the source connector");
    source(all, "connector", Schema.Type.STRING, "the kind of the source connector");
    source(all, "name", Schema.Type.STRING, "the source's topic.prefix");
    source(all, "ts_ms", Schema.Type.INT64, "when the change was committed, in milliseconds");
    source(all, "snapshot", Schema.Type.STRING, "whether the row is from a snapshot");
    source(all, "db", Schema.Type.STRING, "the database");
    source(all, "sequence", Schema.Type.STRING, "the last commit's and the change's own LSN");
    source(all, "ts_us", Schema.Type.INT64, "when the change was committed, in microseconds");
    source(all, "ts_ns", Schema.Type.INT64, "when the change was committed, in nanoseconds");
    source(all, "schema", Schema.Type.STRING, "the table's schema");
    source(all, "table", Schema.Type.STRING, "the table's name");
    source(all, "txId", Schema.Type.INT64, "the number of the transaction");
    source(all, "lsn", Schema.Type.INT64, "the change's own LSN");
    source(all, "xmin", Schema.Type.INT64, "the slot's xmin");
    source(all, "origin", Schema.Type.STRING, "the replication origin");
    source(all, "origin_lsn", Schema.Type.INT64, "the LSN at the replication origin");
    transaction(all, "id", Schema.Type.STRING, "the transaction in the transaction metadata");
    transaction(all, "total_order", Schema.Type.INT64, "the change's number in its transaction");
    transaction(
        all,
        "data_collection_order",
        Schema.Type.INT64,
        "the change's number among those of its table in the transaction");
    return Collections.unmodifiableMap(all);
  }

  private static void top(Map<String, MetadataSource> all, String name, String doc) {
    add(all, name, Schema.Type.INT64, doc, (event, headers) -> event.other(name));
  }

  private static void source(
      Map<String, MetadataSource> all, String name, Schema.Type type, String doc) {
    add(all, "source." + name, type, doc, (event, headers) -> event.source(name));
  }

  private static void transaction(
      Map<String, MetadataSource> all, String name, Schema.Type type, String doc) {
    add(all, "transaction." + name, type, doc, (event, headers) -> event.transaction(name));
  }

  private static void add(
      Map<String, MetadataSource> all, String path, Schema.Type type, String doc, Reading reading) {
    all.put(path, new MetadataSource(path, type, doc, reading));
  }
}
