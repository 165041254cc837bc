package io.walmirror.sink;

import io.walmirror.sink.config.FenceConfig;
import io.walmirror.sink.config.SinkConfig;
import io.walmirror.sink.pipeline.Note;
import io.walmirror.sink.pipeline.RedisPipeline;
import io.walmirror.sink.row.VersionScheme;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Agrees on the version scheme of a mapping with all that ever wrote its keys, through a note in
 * Redis: what was noted first stays, until a setting says that another supersedes it. For one
 * thread.
 */
final class SchemeAgreement implements UnaryOperator<VersionScheme> {

  private static final Logger LOG = LoggerFactory.getLogger(SchemeAgreement.class);

  private final String connector;
  private final String mapping;
  private final Optional<VersionScheme> configured;
  private final Set<VersionScheme> superseded;
  private final RedisPipeline redis;
  private final Settlement settlement;

  SchemeAgreement(
      String connector,
      String mapping,
      SinkConfig config,
      RedisPipeline redis,
      Settlement settlement) {
    this.connector = connector;
    this.mapping = mapping;
    this.configured = config.versions().scheme();
    this.superseded = config.fence().superseded();
    this.redis = redis;
    this.settlement = settlement;
  }

  /** The scheme to use where the first change suggests this one. */
  @Override
  public VersionScheme apply(VersionScheme suggested) {
    VersionScheme wanted = configured.orElse(suggested);
    String noted = note(wanted, false);
    if (configured.isEmpty() || noted.equals(wanted.text())) {
      return named(noted);
    }
    VersionScheme before = named(noted);
    if (!superseded.contains(before)) {
      throw new ConnectException(
          "version scheme changed: the keys of mapping "
              + mapping
              + " have versions of redis.version="
              + noted
              + ", which cannot be compared with those of "
              + wanted.text()
              + ". Set "
              + FenceConfig.SUPERSEDES
              + "="
              + noted
              + " if what comes now is newer than all that Redis holds, or go back to redis.version="
              + noted);
    }
    LOG.info("mapping {}: redis.version={} supersedes {}", mapping, wanted.text(), noted);
    return named(note(wanted, true));
  }

  private String note(VersionScheme scheme, boolean anew) {
    Note note = redis.note(List.of(connector, mapping), scheme.text(), anew);
    return note.text()
        .orElseThrow(
            () ->
                settlement.unanswered(
                    "which versions mapping " + mapping + " has", note.failure().orElseThrow()));
  }

  private VersionScheme named(String noted) {
    try {
      return VersionScheme.named(noted);
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          "the note on the version scheme of mapping "
              + mapping
              + " of connector "
              + connector
              + " in Redis "
              + e.getMessage()
              + ": another program, or a later release, has written it",
          e);
    }
  }
}
