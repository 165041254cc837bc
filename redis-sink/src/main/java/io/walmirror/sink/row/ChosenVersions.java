package io.walmirror.sink.row;

import io.walmirror.envelope.HeaderNames;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Versions of the one scheme that a mapping has, which is agreed on when the first change asks for
 * its version. For one thread.
 */
public final class ChosenVersions implements VersionSource {

  private final UnaryOperator<VersionScheme> agreement;
  private final long generation;
  private Optional<VersionSource> chosen = Optional.empty();

  /**
   * Not yet chosen.
   *
   * @param agreement from the scheme that the first change suggests to the one that the mapping
   *     has; whatever it throws, the next change asks again
   */
  public ChosenVersions(UnaryOperator<VersionScheme> agreement, long generation) {
    this.agreement = agreement;
    this.generation = generation;
  }

  @Override
  public Version version(SinkRecord record) {
    return chosen(() -> suggested(record)).version(record);
  }

  /** Whether the changes have positions, where what speaks of them comes. */
  public boolean arePositions() {
    return chosen(() -> VersionScheme.POSITION) instanceof PositionVersions;
  }

  private VersionSource chosen(Supplier<VersionScheme> suggested) {
    if (chosen.isEmpty()) {
      chosen = Optional.of(source(agreement.apply(suggested.get())));
    }
    return chosen.get();
  }

  /** Debezium's own positions cannot order its incremental and repeated snapshots, offsets can. */
  private static VersionScheme suggested(SinkRecord record) {
    return record.headers().lastWithName(HeaderNames.POSITION) == null
        ? VersionScheme.OFFSET
        : VersionScheme.POSITION;
  }

  private VersionSource source(VersionScheme scheme) {
    return switch (scheme) {
      case POSITION -> new PositionVersions();
      case DEBEZIUM -> new DebeziumVersions(generation);
      case OFFSET -> new OffsetVersions(generation);
    };
  }
}
