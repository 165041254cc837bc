package io.walmirror.sink.command;

import io.walmirror.envelope.TableName;
import io.walmirror.sink.row.Columns;
import io.walmirror.sink.row.Origin;
import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.Row;
import io.walmirror.sink.template.KeyTemplate;
import io.walmirror.sink.text.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Redis keys of rows. What they begin with is filled in once for each table, and belongs to
 * that table: a second that would share it is rejected. For one thread.
 */
public final class RowKeys {

  private record Subject(TableName table, String topic) {
    @Override
    public String toString() {
      return table == null ? "topic " + topic : table.toString();
    }
  }

  private final KeyTemplate template;
  private final Map<Subject, Keyspace> keyspaces = new HashMap<>();
  private final Map<String, Subject> owners = new HashMap<>();

  public RowKeys(KeyTemplate template) {
    this.template = template;
  }

  /** The keys of the table that the operation is about. */
  Keyspace keyspace(Origin origin) {
    Subject subject = new Subject(origin.table().orElse(null), origin.topic());
    Keyspace keyspace = keyspaces.get(subject);
    return keyspace == null ? claim(subject) : keyspace;
  }

  /** The key of one row. */
  Bytes key(Keyspace keyspace, Row primaryKey) {
    return Bytes.of(template.key(keyspace.prefix(), texts(primaryKey)));
  }

  private Keyspace claim(Subject subject) {
    if (subject.table == null && template.needsTable()) {
      throw new RejectedRecordException(
          Refusal.NO_TABLE,
          "the record has neither an envelope nor the header walmirror.table, but redis.keyspace"
              + " names the table; use the Flatten transform, or a redis.keyspace of literal text"
              + " and ${topic}");
    }
    String prefix = template.prefix(name -> value(subject, name));
    Subject owner = owners.putIfAbsent(prefix, subject);
    if (owner != null && !isSame(owner, subject)) {
      throw new RejectedRecordException(
          Refusal.SHARED_KEYSPACE,
          subject
              + " and "
              + owner
              + " would share keys that begin with \""
              + prefix
              + "\", so that their rows would overwrite each other; set redis.keyspace to"
              + " ${schema}.${table}, or give each its own connector and keyspace");
    }
    Keyspace keyspace = Keyspace.of(prefix);
    keyspaces.put(subject, keyspace);
    return keyspace;
  }

  /** One table may come through several topics. */
  private static boolean isSame(Subject owner, Subject subject) {
    return owner.table == null ? owner.equals(subject) : owner.table.equals(subject.table);
  }

  private static String value(Subject subject, String placeholder) {
    return switch (placeholder) {
      case KeyTemplate.TABLE -> subject.table.table();
      case KeyTemplate.SCHEMA -> subject.table.schema();
      case KeyTemplate.TOPIC -> subject.topic;
      default -> throw new IllegalStateException("checked when the template was read");
    };
  }

  private static List<String> texts(Row primaryKey) {
    Columns columns = primaryKey.columns();
    List<String> texts = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      Object value = primaryKey.value(i);
      if (value == null) {
        throw new RejectedRecordException(
            Refusal.NO_KEY, "the key's column " + columns.name(i) + " is NULL");
      }
      texts.add(columns.text(i).text(value));
    }
    if (texts.isEmpty()) {
      throw new RejectedRecordException(
          Refusal.NO_KEY,
          "the record has no key, so that it belongs to no Redis key; give the table a primary"
              + " key, or the source message.key.columns");
    }
    return texts;
  }
}
