package io.walmirror.connector.record;

import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.Place;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.pgoutput.OldRow;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.connector.topic.TopicNames;
import io.walmirror.connector.value.BinaryMode;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.value.ValueModes;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A table {@code public.t} whose changes are told as the stream tells them, in text form, and the
 * records that are made of them.
 */
final class ChangedTable {

  /** A value that did not change and is not sent. */
  static final String UNSENT = "(unsent)";

  static final int INT4 = 23;
  static final int TEXT = 25;

  private static final TableName NAME = new TableName("public", "t");

  final List<SourceRecord> records = new ArrayList<>();

  /** What a look-up of the row as it is now finds. */
  final Map<String, String> now = new HashMap<>();

  private final Relation relation;
  private final Records made;
  private long ordinal;

  private ChangedTable(Relation relation, Records.Settings settings, TableDescription told) {
    this.relation = relation;
    Lookup lookup =
        new Lookup() {
          @Override
          public TableDescription describe(Relation shape) {
            return told;
          }

          @Override
          public Map<String, String> values(
              Relation shape, List<String> columns, Map<String, String> key, int xid) {
            return now;
          }
        };
    this.made =
        new Records(
            settings,
            new History(1, "1", 1, "slot", ""),
            new Codecs(ValueModes.DEFAULT, oid -> Optional.empty()),
            lookup,
            ResumePoint.at(new Lsn(1)),
            TransactionCounts.NONE,
            Instant::now,
            records::add);
  }

  /** A table of that identity, as the catalog describes it, and what the settings say of it. */
  static ChangedTable of(
      char identity, List<Relation.Column> columns, TableDescription told, ColumnRules rules) {
    Records.Settings settings =
        new Records.Settings(
            "test",
            naming(),
            "db",
            true,
            BinaryMode.BYTES,
            null,
            rules,
            Conversions.NONE,
            true,
            false,
            false);
    return new ChangedTable(new Relation(7, NAME, identity, columns), settings, told);
  }

  private static Naming naming() {
    Properties properties = new Properties();
    properties.setProperty("topic.prefix", "t");
    properties.setProperty("topic.delimiter", ".");
    properties.setProperty("topic.heartbeat.name", "heartbeat");
    properties.setProperty("topic.transaction", "transaction");
    return new Naming("t", TopicNames.load(TopicNames.DEFAULT, properties), NameAdjustment.NONE);
  }

  /** What the catalog says: these columns, those that are NOT NULL, and the key. */
  static TableDescription told(List<String> columns, Set<String> required, String... key) {
    return new TableDescription(columns, required, List.of(key), Map.of());
  }

  static Relation.Column column(String name, int type, boolean inIdentity) {
    return new Relation.Column(name, inIdentity, type, -1);
  }

  /** A snapshot of all tables is not stored as a whole yet, and may have to read rows again. */
  void beginSnapshot() {
    made.beginSnapshot(new SourceOffset.Unfinished(1, false), oid -> true);
  }

  void insert(String... row) {
    made.inserted(new Change.Inserted(transaction(), place(), relation, tuple(row)));
  }

  /** {@code old} is what the identity tells, null for nothing. */
  void update(OldRow old, String... row) {
    made.updated(new Change.Updated(transaction(), place(), relation, old, tuple(row)));
  }

  void delete(OldRow old) {
    made.deleted(new Change.Deleted(transaction(), place(), relation, old));
  }

  /** The whole row before a change. */
  static OldRow whole(String... row) {
    return new OldRow(true, tuple(row));
  }

  /** What an index or key tells of the row before; the others as NULL. */
  static OldRow identified(String... row) {
    return new OldRow(false, tuple(row));
  }

  /** Each record as its operation, or a hyphen, and the values of its key. */
  List<String> keys() {
    return records.stream().map(record -> op(record) + " " + values(record.key())).toList();
  }

  Struct value(int record, String part) {
    return ((Struct) records.get(record).value()).getStruct(part);
  }

  /** The columns of a record that were not sent; null where all were. */
  Object unchanged(int record) {
    Header header = records.get(record).headers().lastWithName(HeaderNames.UNCHANGED);
    return header == null ? null : header.value();
  }

  private static String op(SourceRecord record) {
    return record.value() instanceof Struct value ? value.getString("op") : "-";
  }

  private static List<Object> values(Object key) {
    List<Object> values = new ArrayList<>();
    if (key instanceof Struct struct) {
      struct.schema().fields().forEach(field -> values.add(struct.get(field)));
    }
    return values;
  }

  private static Transaction transaction() {
    return new Transaction(9, new Lsn(100), 0, Lsn.ZERO, Transaction.Origin.LOCAL);
  }

  private Place place() {
    ordinal++;
    return new Place(ordinal, new Lsn(50 + ordinal), 1, new Lsn(1));
  }

  private static Tuple tuple(String... row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(row.length);
      for (String value : row) {
        if (value == null || value.equals(UNSENT)) {
          out.writeByte(value == null ? Tuple.NULL : Tuple.UNCHANGED);
        } else {
          byte[] text = value.getBytes(StandardCharsets.UTF_8);
          out.writeByte(Tuple.TEXT);
          out.writeInt(text.length);
          out.write(text);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Tuple(bytes.toByteArray(), 0);
  }
}
