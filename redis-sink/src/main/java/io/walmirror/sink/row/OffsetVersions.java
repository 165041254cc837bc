package io.walmirror.sink.row;

import java.util.HexFormat;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Versions that are Kafka's: partition and offset of the record as it stands in its topic, whatever
 * transforms have made of it. Only those of one partition have an order.
 */
final class OffsetVersions implements VersionSource {

  private static final HexFormat HEX = HexFormat.of();

  private final long generation;

  OffsetVersions(long generation) {
    this.generation = generation;
  }

  @Override
  public Version version(SinkRecord record) {
    return new Version(
        VersionScheme.OFFSET,
        VersionScheme.OFFSET.letter()
            + HEX.toHexDigits(generation, 8)
            + HEX.toHexDigits(record.originalKafkaPartition(), 8)
            + HEX.toHexDigits(record.originalKafkaOffset()));
  }
}
