package io.walmirror.transforms;

import io.walmirror.envelope.HeaderNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Checks a setting that lists metadata, before a connector starts. */
enum MetadataList implements ConfigDef.Validator {
  OF_HEADERS,
  OF_FIELDS;

  @Override
  public void ensureValid(String setting, Object value) {
    Set<String> entries = new HashSet<>();
    for (Object entry : (List<?>) value) {
      MetadataField field = parsed(setting, entry.toString());
      if (!entries.add(entry.toString())) {
        throw new ConfigException(setting, entry, "it is listed twice");
      }
      if (this == OF_HEADERS && field.name().startsWith(HeaderNames.OWN_PREFIX)) {
        throw new ConfigException(
            setting,
            entry,
            "headers that begin with " + HeaderNames.OWN_PREFIX + " have a meaning of their own");
      }
    }
  }

  @Override
  public String toString() {
    return "a list of `name` or `name:own_name`; the names are "
        + String.join(", ", MetadataSource.names());
  }

  private static MetadataField parsed(String setting, String entry) {
    try {
      return MetadataField.parse(entry, "");
    } catch (IllegalArgumentException e) {
      throw new ConfigException(setting, entry, e.getMessage());
    }
  }
}
