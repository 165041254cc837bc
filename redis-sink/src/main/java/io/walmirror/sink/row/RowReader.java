package io.walmirror.sink.row;

import io.walmirror.envelope.Envelope;
import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.envelope.HeaderTexts;
import io.walmirror.envelope.Op;
import io.walmirror.envelope.TableName;
import io.walmirror.envelope.UnchangedColumns;
import io.walmirror.sink.row.RowOperation.Ignore;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Reads sink records: envelopes, flat rows and tombstones, with schemas, as maps or as JSON that no
 * converter has read. For one thread.
 */
public final class RowReader {

  /** What the names of control topics begin with. */
  public static final String CONTROL_TOPIC_PREFIX = "__walmirror.";

  /** The field in which a transform says that the row was deleted. */
  private static final String DELETED = "__deleted";

  /** Debezium's own records that are about no row. */
  private static final Set<String> METADATA =
      Set.of(
          "io.debezium.connector.common.Heartbeat",
          "io.debezium.connector.common.TransactionMetadataValue");

  private final VersionSource versions;
  private final TopicTables tables;
  private final JsonRecords json = new JsonRecords();
  private final OneTopic topics = new OneTopic();
  private final RowShapes shapes = new RowShapes();

  public RowReader(VersionSource versions) {
    this(versions, new TopicTables(TopicTables.NONE));
  }

  public RowReader(VersionSource versions, TopicTables tables) {
    this.versions = versions;
    this.tables = tables;
  }

  /** What the record says; a record that cannot be understood is rejected by an exception. */
  public RowOperation read(SinkRecord delivered) {
    if (isControl(delivered)) {
      return new Ignore(Ignore.Reason.CONTROL);
    }
    SinkRecord record = json.read(delivered);
    if (isMetadata(record.valueSchema())) {
      return new Ignore(Ignore.Reason.METADATA);
    }
    Optional<Envelope> envelope = Envelope.of(record.value());
    return envelope.isPresent() ? enveloped(record, envelope.get()) : flat(record);
  }

  private RowOperation enveloped(SinkRecord record, Envelope envelope) {
    if (envelope.op() == Op.MESSAGE) {
      return new Ignore(Ignore.Reason.MESSAGE);
    }
    Origin origin = origin(record, Optional.of(envelope.table()));
    if (!saysItsTable(origin.version())) {
      tables.learn(record.originalTopic(), envelope.table());
    }
    Object committed = envelope.source(EnvelopeFields.TS_MS).orElse(null);
    if (committed instanceof Number millis) {
      origin = origin.committedAt(millis.longValue());
    }
    return operation(record, envelope.op(), origin, envelope.after());
  }

  /** A row without envelope; where it says no operation, a missing value is a delete. */
  private RowOperation flat(SinkRecord record) {
    Object value = record.value();
    Op op =
        HeaderTexts.op(record.headers())
            .orElseGet(() -> value == null || isMarkedDeleted(value) ? Op.DELETE : Op.READ);
    if (op == Op.MESSAGE) {
      return new Ignore(Ignore.Reason.MESSAGE);
    }
    Optional<TableName> table = HeaderTexts.table(record.headers());
    return operation(record, op, origin(record, table), value);
  }

  private Origin origin(SinkRecord record, Optional<TableName> table) {
    Version version = versions.version(record);
    Optional<TableName> known =
        table.isPresent() || saysItsTable(version) ? table : tables.table(record.originalTopic());
    topics.check(version, known, record);
    return Origin.of(version, known, record.topic());
  }

  /** Records with a position of ours say their table where it is not in an envelope. */
  private static boolean saysItsTable(Version version) {
    return version.scheme() == VersionScheme.POSITION;
  }

  private RowOperation operation(SinkRecord record, Op op, Origin origin, Object after) {
    try {
      return switch (op) {
        case TRUNCATE -> new RowOperation.Truncate(origin);
        case DELETE -> new RowOperation.Remove(origin, key(record));
        case CREATE, UPDATE, READ -> upsert(record, origin, after);
        case MESSAGE -> throw new IllegalStateException("a message is ignored before");
      };
    } catch (RejectedRecordException e) {
      throw e.of(origin.table());
    }
  }

  private RowOperation upsert(SinkRecord record, Origin origin, Object after) {
    UnchangedColumns unchanged = HeaderTexts.unchanged(record.headers());
    Row row = ShapedRow.of(row(record, after), HeaderTexts.arrays(record.headers()));
    return new RowOperation.Upsert(origin, key(record), row, unchanged);
  }

  private Row row(SinkRecord record, Object after) {
    if (after instanceof Struct struct) {
      return shapes.struct(struct);
    }
    if (after instanceof Map<?, ?> map) {
      return shapes.map("value of " + record.topic(), map);
    }
    throw new RejectedRecordException(
        Refusal.NO_ROW,
        after == null
            ? "the record says that a row was written, but has no row"
            : "the record's value is neither a Struct nor a Map but "
                + after.getClass().getSimpleName()
                + "; set value.converter to the one that the source writes with");
  }

  private Row key(SinkRecord record) {
    Object key = record.key();
    if (key instanceof Struct struct) {
      return shapes.struct(struct);
    }
    if (key instanceof Map<?, ?> map) {
      return shapes.map("key of " + record.topic(), map);
    }
    return key == null ? RowShapes.ABSENT : shapes.single(record.keySchema(), key);
  }

  /** Whether the record comes from a control topic, whatever it says. */
  public static boolean isControl(SinkRecord record) {
    return record.topic().startsWith(CONTROL_TOPIC_PREFIX)
        || record.originalTopic().startsWith(CONTROL_TOPIC_PREFIX);
  }

  private static boolean isMetadata(Schema schema) {
    return schema != null && schema.name() != null && METADATA.contains(schema.name());
  }

  /** Whether a transform rewrote a delete into a row that says so. */
  private static boolean isMarkedDeleted(Object value) {
    Object mark = null;
    if (value instanceof Struct struct && struct.schema().field(DELETED) != null) {
      mark = struct.getWithoutDefault(DELETED);
    } else if (value instanceof Map<?, ?> map) {
      mark = map.get(DELETED);
    }
    return mark != null && mark.toString().equals("true");
  }
}
