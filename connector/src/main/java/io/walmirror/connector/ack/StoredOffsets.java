package io.walmirror.connector.ack;

import io.walmirror.connector.record.DemandOffset;
import io.walmirror.connector.record.FormsOffset;
import io.walmirror.connector.record.KnownTables;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.record.SnapshotOffset;
import io.walmirror.connector.record.SourceOffset;
import io.walmirror.envelope.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** The offset that Connect has stored for a connector. Any thread. */
public final class StoredOffsets {

  private final OffsetStorageReader reader;
  private final String prefix;
  private final Map<String, String> partition;

  public StoredOffsets(OffsetStorageReader reader, String prefix) {
    this.reader = reader;
    this.prefix = prefix;
    this.partition = Records.partition(prefix);
  }

  /** What is stored now; reads the offsets topic to its end. */
  public Optional<SourceOffset.Stored> read() {
    Map<String, Object> offset = reader.offset(partition);
    if (offset == null || offset.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SourceOffset.read(offset));
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          "the offset stored for "
              + partition
              + " cannot be read: "
              + e.getMessage()
              + "; look at it with GET /connectors/<name>/offsets, and set or reset it there while"
              + " the connector is stopped",
          e);
    }
  }

  /** The tables that are known in this generation, where that is stored. */
  public Optional<KnownTables> knownTables(long generation) {
    return KnownTables.read(reader.offset(KnownTables.partition(prefix)))
        .filter(known -> known.generation() == generation);
  }

  /** What is stored of the snapshots that were asked for; null where nothing is. */
  public Map<String, Object> demand() {
    return reader.offset(DemandOffset.partition(prefix));
  }

  /** What is stored of the forms of tables; null where nothing is. */
  public Map<String, Object> forms() {
    return reader.offset(FormsOffset.partition(prefix));
  }

  /** What is stored of these leaves of this snapshot; nothing of those that have nothing. */
  public Map<TableName, SnapshotOffset> read(
      Collection<TableName> leaves, long generation, long snapshot) {
    Map<Map<String, String>, TableName> partitions = new HashMap<>();
    leaves.forEach(leaf -> partitions.put(SnapshotOffset.partition(prefix, leaf), leaf));
    Map<TableName, SnapshotOffset> stored = new HashMap<>();
    reader
        .offsets(partitions.keySet())
        .forEach(
            (each, offset) ->
                SnapshotOffset.read(offset)
                    .filter(of -> of.generation() == generation && of.snapshot() == snapshot)
                    .ifPresent(of -> stored.put(partitions.get(each), of)));
    return stored;
  }
}
