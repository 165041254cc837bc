package io.walmirror.sink.command;

import io.walmirror.envelope.TableName;
import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.text.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * Which table and mapping a set of keys belongs to, for all mappings of a task: a second that would
 * share it is rejected. For one thread.
 */
public final class KeyOwners {

  /** The table whose rows a set of keys is for, or the topic where the table is not known. */
  record Subject(TableName table, String topic) {
    /** One table may come through several topics; of one topic not every record says its table. */
    private boolean isSame(Subject other) {
      return (table == null || other.table == null)
          ? topic.equals(other.topic)
          : table.equals(other.table);
    }

    @Override
    public String toString() {
      return table == null ? "topic " + topic : table.toString();
    }
  }

  private record Owner(String mapping, Subject subject, Keyspace keyspace) {}

  private final Map<Bytes, Owner> owners = new HashMap<>();

  void claim(String mapping, Subject subject, Keyspace keyspace) {
    Owner owner = owners.get(keyspace.name());
    if (owner != null && owner.mapping.equals(mapping)) {
      if (!owner.subject.isSame(subject)) {
        throw refused(
            subject + " and " + owner.subject,
            keyspace,
            "set redis.keyspace to ${schema}.${table}, name ${schema} and ${table} in redis.key, or"
                + " give each table its own connector and keyspace");
      }
      return;
    }
    for (Owner other : owners.values()) {
      if (!other.mapping.equals(mapping) && other.keyspace.keys().meets(keyspace.keys())) {
        throw refused(
            "the mappings " + mapping + " and " + other.mapping,
            keyspace,
            "a key belongs to one mapping: set redis.mappings."
                + mapping
                + ".key to something that the keys of the other do not look like");
      }
    }
    owners.put(keyspace.name(), new Owner(mapping, subject, keyspace));
  }

  private static RejectedRecordException refused(String who, Keyspace keyspace, String cure) {
    return new RejectedRecordException(
        Refusal.SHARED_KEYSPACE,
        who
            + " would share the keys \""
            + keyspace.pattern()
            + "\", so that their rows would overwrite each other; "
            + cure);
  }
}
