package io.walmirror.sink.config;

import io.walmirror.sink.row.VersionScheme;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * How older operations are kept from undoing newer ones.
 *
 * @param superseded schemes whose versions count as older than any of another scheme
 */
public record FenceConfig(
    boolean on, String versionField, Duration tombstoneTtl, Set<VersionScheme> superseded) {

  public static final String FENCE = "redis.fence";
  public static final String VERSION_FIELD = "redis.version.field";
  public static final String SUPERSEDES = "redis.fence.supersedes";
  public static final String TOMBSTONE_TTL_MS = "redis.tombstone.ttl.ms";

  private static final String ON = "on";
  private static final String OFF = "off";
  private static final String GROUP = "Fence";

  public FenceConfig {
    superseded = Set.copyOf(superseded);
  }

  static void define(ConfigDef settings) {
    settings
        .define(
            FENCE,
            ConfigDef.Type.STRING,
            ON,
            ConfigDef.ValidString.in(ON, OFF),
            Importance.MEDIUM,
            "on: a change is applied only if it is not older than what its key last saw, by a"
                + " script in Redis. off: plain HSET and DEL; replays, restarts and late writers"
                + " can then bring back old rows for a while or, out of order, for good.",
            GROUP,
            1,
            ConfigDef.Width.SHORT,
            "Fence")
        .define(
            VERSION_FIELD,
            ConfigDef.Type.STRING,
            "_v",
            new ConfigDef.NonEmptyString(),
            Importance.LOW,
            "The field of a hash that holds its version. No column may have this name.",
            GROUP,
            2,
            ConfigDef.Width.SHORT,
            "Version field")
        .define(
            TOMBSTONE_TTL_MS,
            ConfigDef.Type.LONG,
            3_600_000L,
            ConfigDef.Range.atLeast(1000),
            Importance.LOW,
            "How long a deleted key's version is remembered, so that an older change that arrives"
                + " late does not bring the row back. Longer than any task that was given up can"
                + " still be writing.",
            GROUP,
            3,
            ConfigDef.Width.SHORT,
            "Tombstone TTL")
        .define(
            SUPERSEDES,
            ConfigDef.Type.LIST,
            "",
            Validators.list(VersionScheme.NAMES, FenceConfig::named),
            Importance.LOW,
            "Earlier values of redis.version: keys with such versions count as older. Without it a"
                + " change is rejected where its key has a version of another scheme, for the two"
                + " cannot be compared.",
            GROUP,
            6,
            ConfigDef.Width.SHORT,
            "Supersedes");
  }

  static FenceConfig of(AbstractConfig config) {
    return new FenceConfig(
        config.getString(FENCE).equals(ON),
        config.getString(VERSION_FIELD),
        Duration.ofMillis(config.getLong(TOMBSTONE_TTL_MS)),
        named(config.getList(SUPERSEDES)));
  }

  private static Set<VersionScheme> named(List<String> names) {
    return names.stream().map(VersionScheme::named).collect(Collectors.toSet());
  }
}
