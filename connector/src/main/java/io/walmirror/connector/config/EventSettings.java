package io.walmirror.connector.config;

import io.walmirror.envelope.EnvelopeFields;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What events look like. */
public final class EventSettings {

  public static final String PREFIX = "topic.prefix";
  public static final String TOMBSTONES = "tombstones.on.delete";
  public static final String DECIMALS = "decimal.handling.mode";
  public static final String BINARIES = "binary.handling.mode";
  public static final String UNAVAILABLE = "unavailable.value.placeholder";

  public static final String CONTEXT_HEADERS = "extended.headers.enabled";

  private static final String GROUP = "Events";

  private EventSettings() {}

  static void define(ConfigDef config) {
    int order = 0;
    config
        .define(
            PREFIX,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Rules.matching("[A-Za-z0-9._-]{1,180}", "letters, digits, dots, hyphens, underscores"),
            Importance.HIGH,
            "What every topic's name begins with: <prefix>.<schema>.<table>. Offsets are kept under"
                + " it, so it must never change.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Topic prefix")
        .define(
            TOMBSTONES,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            "Whether a delete is followed by a tombstone, which lets compacted topics forget the"
                + " key.",
            GROUP,
            ++order,
            Width.SHORT,
            "Tombstones")
        .define(
            DECIMALS,
            ConfigDef.Type.STRING,
            "precise",
            Rules.oneOf("precise", "double", "string"),
            Importance.MEDIUM,
            "How numeric values are written: precise as Connect decimals, double as floating point,"
                + " string as text.",
            GROUP,
            ++order,
            Width.SHORT,
            "Decimals")
        .define(
            BINARIES,
            ConfigDef.Type.STRING,
            "bytes",
            Rules.oneOf("bytes", "base64", "base64-url-safe", "hex"),
            Importance.LOW,
            "How bytea values and the contents of logical messages are written: bytes, or as text in"
                + " base64, base64-url-safe or hex.",
            GROUP,
            ++order,
            Width.SHORT,
            "Binary values")
        .define(
            UNAVAILABLE,
            ConfigDef.Type.STRING,
            EnvelopeFields.UNAVAILABLE_VALUE,
            Rules.NOT_BLANK,
            Importance.LOW,
            "What stands in an event for a large value that did not change and that PostgreSQL"
                + " therefore did not send; the header walmirror.unchanged names such columns too.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Unchanged value")
        .define(
            CONTEXT_HEADERS,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether each record of a table has Debezium's headers __debezium.context.connectorLogicalName,"
                + " taskId, connectorName and runId.",
            GROUP,
            ++order,
            Width.SHORT,
            "Context headers");
  }
}
