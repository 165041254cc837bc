package io.walmirror.connector.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The slot, the publication, and what is asked of the server. */
public final class ReplicationSettings {

  public static final String SLOT = "slot.name";
  public static final String PUBLICATION = "publication.name";
  public static final String AUTOCREATE = "publication.autocreate.mode";
  public static final String PLUGIN = "plugin.name";
  public static final String BINARY = "binary";
  public static final String GENERATION = "position.generation";
  public static final String RESYNC = "resync";
  public static final String VIA_ROOT = "publish.via.partition.root";

  private static final String GROUP = "Replication";

  private ReplicationSettings() {}

  static void define(ConfigDef config) {
    int order = 0;
    config
        .define(
            SLOT,
            ConfigDef.Type.STRING,
            "walmirror",
            Rules.matching("[a-z0-9_]{1,63}", "1 to 63 lower-case letters, digits and underscores"),
            Importance.HIGH,
            "Name of the replication slot; created when it is missing on the first start.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Slot")
        .define(
            PUBLICATION,
            ConfigDef.Type.STRING,
            "walmirror",
            Rules.matching(
                "[^\"',\\s]{1,63}", "1 to 63 characters without quotes, commas and spaces"),
            Importance.HIGH,
            "Name of the publication; see publication.autocreate.mode.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Publication")
        .define(
            AUTOCREATE,
            ConfigDef.Type.STRING,
            "all_tables",
            Rules.oneOf("all_tables", "filtered", "disabled"),
            Importance.MEDIUM,
            "What to do about a missing publication: all_tables creates it for every table (needs a"
                + " superuser), filtered creates it for the captured tables and keeps it so (needs"
                + " their owner), disabled wants it there.",
            GROUP,
            ++order,
            Width.SHORT,
            "Create publication")
        .define(
            VIA_ROOT,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether a publication that is created tells of changes of partitions as changes of"
                + " their root, whose topic they go to. One that is there stays as it is.",
            GROUP,
            ++order,
            Width.SHORT,
            "Publish by root")
        .define(
            PLUGIN,
            ConfigDef.Type.STRING,
            "pgoutput",
            Rules.oneOf("pgoutput"),
            Importance.LOW,
            "Logical decoding plugin; only pgoutput, which every PostgreSQL has.",
            GROUP,
            ++order,
            Width.SHORT,
            "Plugin")
        .define(
            BINARY,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.LOW,
            "Whether the server sends values in their binary form, which is faster to read; false"
                + " asks for text.",
            GROUP,
            ++order,
            Width.SHORT,
            "Binary")
        .define(
            GENERATION,
            ConfigDef.Type.LONG,
            -1L,
            ConfigDef.Range.between(-1L, 0xffff_ffffL),
            Importance.LOW,
            "Generation of the first position when no offset is stored; -1 takes the clock in"
                + " seconds, so that a recreated connector outranks its former self.",
            GROUP,
            ++order,
            Width.SHORT,
            "Generation")
        .define(
            RESYNC,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "Whether to go on where the stream cannot continue what was read: the slot is gone,"
                + " invalidated, or was moved by other hands, the publication was lost, another"
                + " server or a restored one answers. false stops the task and says so; true begins"
                + " a new generation with a snapshot (with snapshot.mode=no_data from where the server"
                + " is now, and what changed in between is not read).",
            GROUP,
            ++order,
            Width.SHORT,
            "Resync");
  }
}
