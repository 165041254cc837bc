package io.walmirror.transforms;

import io.walmirror.envelope.Envelope;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.HeaderTexts;
import io.walmirror.envelope.Op;
import io.walmirror.envelope.Position;
import io.walmirror.envelope.UnchangedColumns;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Replaces a change event by the row that it is about. Whatever is no change event (tombstones,
 * logical messages, heartbeats, control records, records of other makers) passes as it came.
 *
 * <p>It keeps no state from one record to the next, so that it may stand in a source's or a sink's
 * chain, and any number of times.
 */
public final class Flatten<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {

  public static final String OVERVIEW_DOC =
      "Replaces a change event by the row that it is about, with or without schemas: deletes become"
          + " tombstones, marked rows or nothing, truncates are passed on, chosen metadata becomes"
          + " headers or fields, and columns whose value was not sent are named in the header "
          + HeaderNames.UNCHANGED
          + ".";

  public static final ConfigDef CONFIG_DEF = FlattenConfig.DEFINITION;

  private static final String PURPOSE = "flattening a change event";

  private FlattenConfig config;
  private StructRows structRows;
  private MapRows mapRows;

  @Override
  public void configure(Map<String, ?> properties) {
    config = FlattenConfig.of(properties);
    structRows = new StructRows(config);
    mapRows = new MapRows(config);
  }

  @Override
  public R apply(R record) {
    try {
      if (record.value() == null) {
        return dropsRowless(record) ? null : record;
      }
      Optional<Envelope> event = Envelope.of(record.value());
      return event.isPresent() ? flattened(record, event.get()) : record;
    } catch (DataException e) {
      throw new DataException(PURPOSE + " (" + Whereabouts.of(record) + "): " + e.getMessage(), e);
    }
  }

  @Override
  public ConfigDef config() {
    return CONFIG_DEF;
  }

  @Override
  public String version() {
    return Optional.ofNullable(Flatten.class.getPackage().getImplementationVersion())
        .orElse("unknown");
  }

  @Override
  public void close() {}

  private R flattened(R record, Envelope event) {
    return switch (event.op()) {
      case CREATE, UPDATE, READ -> written(record, event);
      case DELETE ->
          switch (config.deletes()) {
            case TOMBSTONE -> tombstone(record, event);
            case REWRITE -> rewritten(record, event);
            case DROP -> null;
          };
      case TRUNCATE ->
          switch (config.truncates()) {
            case PASS -> rowless(record, event);
            case DROP -> null;
          };
      case MESSAGE -> record;
    };
  }

  private R written(R record, Envelope event) {
    if (event.after() == null) {
      throw new DataException(
          "the event has op "
              + event.op().code()
              + " and no row in `after`; put Flatten before transforms that change the envelope,"
              + " and let the source send whole events");
    }
    return withRow(record, event, event.after());
  }

  private R tombstone(R record, Envelope event) {
    if (record.key() == null) {
      throw new DataException(
          "a delete without a key cannot become a tombstone; give the table a primary key, name"
              + " key columns at the source, or set deletes=rewrite or deletes=drop");
    }
    return rowless(record, event);
  }

  private R rewritten(R record, Envelope event) {
    if (event.before() == null) {
      throw new DataException(
          "the delete has no row in `before`, which deletes=rewrite needs; give the table a"
              + " REPLICA IDENTITY, put Flatten before transforms that change the envelope, or set"
              + " deletes=tombstone");
    }
    return withRow(record, event, event.before());
  }

  private R rowless(R record, Envelope event) {
    return with(record, headers(record, event), null, null);
  }

  private R withRow(R record, Envelope event, Object row) {
    UnchangedColumns declared = HeaderTexts.unchanged(record.headers());
    boolean deleted = event.op() == Op.DELETE;
    Object[] metadata = MetadataField.values(config.fields(), event, record.headers());
    FlatRow flat =
        row instanceof Struct struct
            ? structRows.flatten(struct, declared, deleted, metadata)
            : mapRows.flatten(row, declared, deleted, metadata);
    Headers headers = headers(record, event);
    if (!flat.unchanged().isEmpty()) {
      Set<String> all = new LinkedHashSet<>(declared.names());
      all.addAll(flat.unchanged());
      set(headers, HeaderNames.UNCHANGED, UnchangedColumns.text(all));
    }
    return with(record, headers, flat.schema(), flat.value());
  }

  private Headers headers(R record, Envelope event) {
    Headers headers = record.headers().duplicate();
    set(headers, HeaderNames.OP, event.op().code());
    set(headers, HeaderNames.TABLE, event.table().text());
    List<MetadataField> chosen = config.headers();
    Object[] metadata = MetadataField.values(chosen, event, record.headers());
    for (int i = 0; i < metadata.length; i++) {
      MetadataField header = chosen.get(i);
      headers.remove(header.name());
      if (metadata[i] != null) {
        headers.add(header.name(), metadata[i], header.schema());
      }
    }
    return headers;
  }

  /**
   * Whether a record without a value is one that the settings drop. A delete and its tombstone are
   * told apart without memory: the tombstone that follows a delete has the position's part 1, or,
   * from a source without positions, no headers of ours; any other is a delete already flattened.
   */
  private boolean dropsRowless(R record) {
    if (config.keepsRowless()) {
      return false;
    }
    Headers headers = record.headers();
    Optional<String> op = HeaderTexts.read(headers, HeaderNames.OP);
    if (op.isPresent() && op.get().equals(Op.TRUNCATE.code())) {
      return config.truncates() == FlattenConfig.Truncates.DROP;
    }
    if (record.key() == null || (op.isPresent() && !op.get().equals(Op.DELETE.code()))) {
      return false;
    }
    boolean follows =
        HeaderTexts.position(headers)
            .map(position -> position.part() == Position.TOMBSTONE)
            .orElse(op.isEmpty());
    return follows ? !config.keepsTombstones() : config.deletes() == FlattenConfig.Deletes.DROP;
  }

  private R with(R record, Headers headers, Schema schema, Object value) {
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        schema,
        value,
        record.timestamp(),
        headers);
  }

  private static void set(Headers headers, String name, String text) {
    headers.remove(name);
    headers.addString(name, text);
  }
}
