package io.walmirror.sink.command;

import io.walmirror.sink.command.KeyOwners.Subject;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The Redis keys of rows. What they begin with is filled in once for each table, and belongs to
 * that table: a second that would share it is rejected. For one thread.
 */
public final class RowKeys {

  private final KeyTemplate template;
  private final String mapping;
  private final KeyOwners owners;
  private final boolean shared;
  private final Map<Subject, Keyspace> keyspaces = new HashMap<>();
  private Columns checked;

  private RowKeys(KeyTemplate template, String mapping, KeyOwners owners, boolean shared) {
    this.template = template;
    this.mapping = mapping;
    this.owners = owners;
    this.shared = shared;
  }

  /** Each row has a key of its own, and there is no other mapping. */
  public RowKeys(KeyTemplate template) {
    this(template, "", new KeyOwners(), false);
  }

  /** Each row has a key of its own. */
  public static RowKeys of(KeyTemplate template, String mapping, KeyOwners owners) {
    return new RowKeys(template, mapping, owners, false);
  }

  /** Several rows of a table may have one key, as one cached page may show several rows. */
  public static RowKeys shared(KeyTemplate template, String mapping, KeyOwners owners) {
    return new RowKeys(template, mapping, owners, true);
  }

  /** The keys of the table that the operation is about. */
  Keyspace keyspace(Origin origin) {
    Subject subject = new Subject(origin.table().orElse(null), origin.topic());
    Keyspace keyspace = keyspaces.get(subject);
    return keyspace == null ? claim(subject) : keyspace;
  }

  /** The key of one row. */
  Bytes key(Keyspace keyspace, Row primaryKey) {
    Columns columns = primaryKey.columns();
    List<String> texts = texts(primaryKey);
    if (!template.usesWholeKey() && columns != checked) {
      check(columns);
      checked = columns;
    }
    return Bytes.of(keyspace.keys().key(texts, columns::place));
  }

  /** Whether the template's columns are those of the primary key. */
  private void check(Columns columns) {
    Set<String> missing = new TreeSet<>(template.columns());
    Set<String> unused = new TreeSet<>();
    for (int i = 0; i < columns.size(); i++) {
      if (!missing.remove(columns.name(i))) {
        unused.add(columns.name(i));
      }
    }
    if (!missing.isEmpty()) {
      throw new RejectedRecordException(
          Refusal.KEY_COLUMN,
          "redis.key names the column "
              + String.join(", ", missing)
              + ", which the record's key does not have ("
              + (columns.name(0).isEmpty() ? "only a value without a name" : columns)
              + "): a key that is made of other columns would have to move when they change. Name"
              + " columns of the key only, or ${pk}; the source's message.key.columns says which"
              + " columns a table's key has");
    }
    if (!unused.isEmpty() && !shared) {
      throw new RejectedRecordException(
          Refusal.KEY_COLUMN,
          "redis.key leaves out the key's column "
              + String.join(", ", unused)
              + ", so that rows that differ in it would overwrite each other; add ${"
              + unused.iterator().next()
              + "}, or use ${pk}");
    }
  }

  private Keyspace claim(Subject subject) {
    if (subject.table() == null && template.needsTable()) {
      throw new RejectedRecordException(
          Refusal.NO_TABLE,
          "the record has neither an envelope nor the header walmirror.table, but its key names"
              + " the table; use the Flatten transform, or a redis.keyspace or redis.key of literal"
              + " text and ${topic}");
    }
    Keyspace keyspace =
        Keyspace.of(template.of(name -> Optional.of(value(subject, name))), template.tellsKeys());
    owners.claim(mapping, subject, keyspace);
    keyspaces.put(subject, keyspace);
    return keyspace;
  }

  private static String value(Subject subject, String placeholder) {
    return switch (placeholder) {
      case KeyTemplate.TABLE -> subject.table().table();
      case KeyTemplate.SCHEMA -> subject.table().schema();
      case KeyTemplate.TOPIC -> subject.topic();
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
