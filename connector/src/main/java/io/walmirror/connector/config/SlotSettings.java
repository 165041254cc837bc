package io.walmirror.connector.config;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What the slot is told, what it is asked, and whether it stays. */
public final class SlotSettings {

  public static final String FLUSH_MODE = "lsn.flush.mode";
  public static final String FLUSH_SOURCE = "flush.lsn.source";
  public static final String STATUS = "status.update.interval.ms";
  public static final String XMIN = "xmin.fetch.interval.ms";
  public static final String DROP = "slot.drop.on.stop";
  public static final String FAILOVER = "slot.failover";

  private static final String MANUAL = "manual";
  private static final String GROUP = "Slot";

  private SlotSettings() {}

  static void define(ConfigDef config) {
    int order = 0;
    config
        .define(
            FLUSH_MODE,
            ConfigDef.Type.STRING,
            "connector",
            Rules.oneOf("connector", "connector_and_driver", MANUAL),
            Importance.LOW,
            "Who lets the server forget its log: connector confirms what a stored offset covers, the"
                + " log of tables that are not captured included, so that connector_and_driver is the"
                + " same here; manual confirms nothing, and whoever chose it must advance the slot,"
                + " never beyond the stored offset.",
            GROUP,
            ++order,
            Width.SHORT,
            "Confirm")
        .define(
            FLUSH_SOURCE,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.LOW,
            "Older name: false is lsn.flush.mode=manual.",
            GROUP,
            ++order,
            Width.SHORT,
            "Confirm (older)")
        .define(
            STATUS,
            ConfigDef.Type.LONG,
            1000L,
            ConfigDef.Range.atLeast(100L),
            Importance.LOW,
            "At most how many milliseconds pass between two status messages to the server. More than"
                + " 1000 is taken as 1000: a dead connection is noticed by what does not come back.",
            GROUP,
            ++order,
            Width.SHORT,
            "Status interval")
        .define(
            XMIN,
            ConfigDef.Type.LONG,
            0L,
            Rules.zeroOrAtLeast(100),
            Importance.LOW,
            "How often, in milliseconds, the slot's catalog_xmin is read for source.xmin; 0 for never,"
                + " and source.xmin is null.",
            GROUP,
            ++order,
            Width.SHORT,
            "Fetch xmin")
        .define(
            DROP,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether the slot is dropped when the task stops, also for a restart or a rebalance: for"
                + " tests alone, because what changes meanwhile is lost. A start with an offset and"
                + " without its slot says so and stops.",
            GROUP,
            ++order,
            Width.SHORT,
            "Drop slot on stop")
        .define(
            FAILOVER,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether a slot that is created is kept in step on standbys, so that one that is promoted"
                + " goes on with it (PostgreSQL 17). One that is there stays as it is.",
            GROUP,
            ++order,
            Width.SHORT,
            "Failover");
  }

  static boolean confirms(AbstractConfig config) {
    return config.getBoolean(FLUSH_SOURCE)
        && !config.getString(FLUSH_MODE).equalsIgnoreCase(MANUAL);
  }
}
