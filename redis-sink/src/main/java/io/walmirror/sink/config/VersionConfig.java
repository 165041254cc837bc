package io.walmirror.sink.config;

import io.walmirror.sink.row.VersionScheme;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * What tells how new a mapping's changes are.
 *
 * @param scheme nothing where the first change decides
 * @param generation what the versions begin with that have no generation of their own
 */
public record VersionConfig(Optional<VersionScheme> scheme, long generation) {

  public static final String VERSION = "redis.version";
  public static final String GENERATION = "redis.version.generation";

  private static final long LAST_GENERATION = 0xFFFF_FFFFL;
  private static final String GROUP = "Fence";

  static void define(ConfigDef settings) {
    settings
        .define(
            VERSION,
            ConfigDef.Type.STRING,
            null,
            Validators.text(VersionScheme.NAMES, VersionScheme::named),
            Importance.MEDIUM,
            "What tells how new a change is, for all changes of a mapping. position: the position"
                + " that the Walmirror source writes. debezium: the log positions in the events of"
                + " Debezium's connector. offset: partition and offset in Kafka. By default the"
                + " first change decides, by whether it has a position, else offset; what was"
                + " decided is kept in Redis.",
            GROUP,
            4,
            ConfigDef.Width.SHORT,
            "Version")
        .define(
            GENERATION,
            ConfigDef.Type.LONG,
            0L,
            ConfigDef.Range.between(0, LAST_GENERATION),
            Importance.LOW,
            "With redis.version=debezium or offset: raise it when log positions or offsets begin"
                + " anew (another database server, a topic made again, another number of"
                + " partitions), so that what comes is newer than what Redis holds. Positions"
                + " carry a generation of their own.",
            GROUP,
            5,
            ConfigDef.Width.SHORT,
            "Generation");
  }

  static VersionConfig of(AbstractConfig config) {
    return new VersionConfig(
        Optional.ofNullable(config.getString(VERSION)).map(VersionScheme::named),
        config.getLong(GENERATION));
  }
}
