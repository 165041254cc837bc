package io.walmirror.transforms;

import io.walmirror.envelope.EnvelopeFields;
import io.walmirror.envelope.HeaderNames;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** What {@link Flatten} was told to do. */
record FlattenConfig(
    Deletes deletes,
    String deletedField,
    boolean keepsTombstones,
    Truncates truncates,
    Unchanged unchanged,
    Placeholder placeholder,
    List<MetadataField> headers,
    List<MetadataField> fields) {

  interface ConfigName {
    String DELETES = "deletes";
    String DELETED_FIELD = "deleted.field";
    String TOMBSTONES = "tombstones";
    String TRUNCATES = "truncates";
    String UNCHANGED = "unchanged";
    String PLACEHOLDER = "unavailable.value.placeholder";
    String METADATA_HEADERS = "metadata.headers";
    String METADATA_FIELDS = "metadata.fields";
    String METADATA_PREFIX = "metadata.prefix";
  }

  /** What becomes of a delete. */
  enum Deletes {
    TOMBSTONE,
    REWRITE,
    DROP
  }

  /** What becomes of the tombstone that follows a delete. */
  enum Tombstones {
    AUTO,
    KEEP,
    DROP
  }

  /** What becomes of a truncate. */
  enum Truncates {
    PASS,
    DROP
  }

  /** How a row shows a column whose value was not sent. */
  enum Unchanged {
    OMIT,
    NULL,
    KEEP
  }

  static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              ConfigName.DELETES,
              ConfigDef.Type.STRING,
              text(Deletes.TOMBSTONE),
              oneOf(Deletes.values()),
              Importance.HIGH,
              "What a delete event becomes: `tombstone`, a record with the key and no value;"
                  + " `rewrite`, the row as it was before, marked by the field that `deleted.field`"
                  + " names; or `drop`, nothing.")
          .define(
              ConfigName.DELETED_FIELD,
              ConfigDef.Type.STRING,
              "__deleted",
              new NonEmptyString(),
              Importance.LOW,
              "With `deletes=rewrite`, the name of the boolean field that is true in a deleted row"
                  + " and false in every other.")
          .define(
              ConfigName.TOMBSTONES,
              ConfigDef.Type.STRING,
              text(Tombstones.AUTO),
              oneOf(Tombstones.values()),
              Importance.MEDIUM,
              "What becomes of the tombstone that the source sends after a delete event: `keep`,"
                  + " `drop`, or `auto`, which keeps it with `deletes=tombstone` and drops it"
                  + " otherwise.")
          .define(
              ConfigName.TRUNCATES,
              ConfigDef.Type.STRING,
              text(Truncates.PASS),
              oneOf(Truncates.values()),
              Importance.MEDIUM,
              "What a truncate event becomes: `pass`, a record with neither key nor value whose"
                  + " headers say the operation and the table, or `drop`, nothing.")
          .define(
              ConfigName.UNCHANGED,
              ConfigDef.Type.STRING,
              text(Unchanged.OMIT),
              oneOf(Unchanged.values()),
              Importance.MEDIUM,
              "How a row shows a column whose stored value PostgreSQL did not send because it did"
                  + " not change: `omit` leaves the column out, `null` writes null, `keep` leaves"
                  + " the source's placeholder; the header `walmirror.unchanged` names the column"
                  + " in each case.")
          .define(
              ConfigName.PLACEHOLDER,
              ConfigDef.Type.STRING,
              EnvelopeFields.UNAVAILABLE_VALUE,
              ConfigDef.LambdaValidator.with(
                  (name, value) -> placeholder(name, (String) value),
                  () -> "text, or `hex:` and bytes in hex"),
              Importance.LOW,
              "The source's setting of the same name: what stands for a value that was not sent, as"
                  + " text, or as `hex:` and its bytes in hex.")
          .define(
              ConfigName.METADATA_HEADERS,
              ConfigDef.Type.LIST,
              List.of(),
              MetadataList.OF_HEADERS,
              Importance.MEDIUM,
              "What to copy from the event into headers: a list of names such as `op`,"
                  + " `source.ts_ms` or `transaction.id`, each with a name for the header behind a"
                  + " colon where it shall have its own.")
          .define(
              ConfigName.METADATA_FIELDS,
              ConfigDef.Type.LIST,
              List.of(),
              MetadataList.OF_FIELDS,
              Importance.MEDIUM,
              "What to copy from the event into fields of the row: a list of names such as `op`,"
                  + " `source.ts_ms:committed_at` or `position`, each with a name for the field"
                  + " behind a colon where it shall have its own.")
          .define(
              ConfigName.METADATA_PREFIX,
              ConfigDef.Type.STRING,
              "__",
              Importance.LOW,
              "What precedes the name of each metadata header or field that was given no name of"
                  + " its own, in which a dot becomes an underscore.");

  static FlattenConfig of(Map<String, ?> properties) {
    AbstractConfig config = new AbstractConfig(DEFINITION, properties, false);
    Deletes deletes = constant(Deletes.class, config.getString(ConfigName.DELETES));
    Tombstones tombstones = constant(Tombstones.class, config.getString(ConfigName.TOMBSTONES));
    String prefix = config.getString(ConfigName.METADATA_PREFIX);
    FlattenConfig flatten =
        new FlattenConfig(
            deletes,
            config.getString(ConfigName.DELETED_FIELD),
            switch (tombstones) {
              case AUTO -> deletes == Deletes.TOMBSTONE;
              case KEEP -> true;
              case DROP -> false;
            },
            constant(Truncates.class, config.getString(ConfigName.TRUNCATES)),
            constant(Unchanged.class, config.getString(ConfigName.UNCHANGED)),
            placeholder(ConfigName.PLACEHOLDER, config.getString(ConfigName.PLACEHOLDER)),
            MetadataField.parse(config.getList(ConfigName.METADATA_HEADERS), prefix),
            MetadataField.parse(config.getList(ConfigName.METADATA_FIELDS), prefix));
    flatten.refuseEqualNames();
    return flatten;
  }

  boolean marksDeletes() {
    return deletes == Deletes.REWRITE;
  }

  /** Whether every record that has no value passes, whatever it is. */
  boolean keepsRowless() {
    return keepsTombstones && deletes != Deletes.DROP && truncates == Truncates.PASS;
  }

  private void refuseEqualNames() {
    Set<String> names = new HashSet<>();
    if (marksDeletes()) {
      names.add(deletedField);
    }
    for (MetadataField field : fields) {
      refuseUnlessNew(names, field, ConfigName.METADATA_FIELDS);
    }
    names.clear();
    for (MetadataField header : headers) {
      refuseUnlessNew(names, header, ConfigName.METADATA_HEADERS);
      if (header.name().startsWith(HeaderNames.OWN_PREFIX)) {
        throw new ConfigException(
            ConfigName.METADATA_PREFIX,
            header.name(),
            "headers that begin with " + HeaderNames.OWN_PREFIX + " have a meaning of their own");
      }
    }
  }

  private static void refuseUnlessNew(Set<String> names, MetadataField field, String setting) {
    if (!names.add(field.name())) {
      throw new ConfigException(
          setting,
          field.name(),
          "two would have this name; give one another name behind a colon, as in "
              + field.source().path()
              + ":other_name");
    }
  }

  private static Placeholder placeholder(String name, String value) {
    try {
      return Placeholder.of(value);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, value, e.getMessage());
    }
  }

  private static ValidString oneOf(Enum<?>... constants) {
    String[] texts = new String[constants.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text(constants[i]);
    }
    return ValidString.in(texts);
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
  }
}
