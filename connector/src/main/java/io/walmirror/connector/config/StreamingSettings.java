package io.walmirror.connector.config;

import io.walmirror.connector.wire.StreamRequest.Streaming;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Large transactions: whether they are sent while they are open, and where they wait. */
public final class StreamingSettings {

  public static final String STREAMING = "streaming";
  public static final String MEMORY = "streaming.memory.bytes";
  public static final String SPILL = "streaming.spill";
  public static final String SPILL_FOLDER = "streaming.spill.folder";
  public static final String SPILL_MAX = "streaming.spill.max.bytes";

  private static final long MEGABYTE = 1 << 20;
  private static final String GROUP = "Large transactions";

  private StreamingSettings() {}

  static void define(ConfigDef config) {
    int order = 0;
    config
        .define(
            STREAMING,
            ConfigDef.Type.STRING,
            "on",
            Rules.oneOf("on", "parallel", "off"),
            Importance.LOW,
            "Whether the server sends large transactions while they are still open, so that they need"
                + " not be sent at their commit: on (PostgreSQL 14), parallel (16, else on), off.",
            GROUP,
            ++order,
            Width.SHORT,
            "Streaming")
        .define(
            MEMORY,
            ConfigDef.Type.LONG,
            32 * MEGABYTE,
            ConfigDef.Range.atLeast(64 << 10),
            Importance.LOW,
            "How many bytes of open transactions are kept in memory before they go to the spill"
                + " folder.",
            GROUP,
            ++order,
            Width.SHORT,
            "Memory")
        .define(
            SPILL,
            ConfigDef.Type.STRING,
            "file",
            Rules.oneOf("file", "off"),
            Importance.MEDIUM,
            "Where open transactions go that outgrow memory: file, or off, which leaves open"
                + " transactions to the server, for platforms that forbid files.",
            GROUP,
            ++order,
            Width.SHORT,
            "Spill")
        .define(
            SPILL_FOLDER,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "Folder for open transactions; empty takes the worker's temporary folder.",
            GROUP,
            ++order,
            Width.LONG,
            "Spill folder")
        .define(
            SPILL_MAX,
            ConfigDef.Type.LONG,
            4096 * MEGABYTE,
            ConfigDef.Range.atLeast(MEGABYTE),
            Importance.LOW,
            "The most bytes that open transactions may take in the spill folder; the task stops"
                + " rather than take more.",
            GROUP,
            ++order,
            Width.SHORT,
            "Spill limit");
  }

  static boolean spills(AbstractConfig config) {
    return streaming(config) != Streaming.OFF;
  }

  static Streaming streaming(AbstractConfig config) {
    boolean spill = config.getString(SPILL).equalsIgnoreCase("file");
    return spill
        ? Streaming.valueOf(config.getString(STREAMING).toUpperCase(Locale.ROOT))
        : Streaming.OFF;
  }

  static Path folder(AbstractConfig config) {
    String folder = config.getString(SPILL_FOLDER);
    return Path.of(folder.isBlank() ? System.getProperty("java.io.tmpdir") : folder);
  }
}
