package io.walmirror.connector.config;

import io.walmirror.connector.convert.Converters;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** Classes of other people's that decide the form of columns. */
public final class ConverterSettings {

  public static final String CONVERTERS = "converters";

  private static final String GROUP = "Values";

  private ConverterSettings() {}

  static void define(ConfigDef config) {
    config.define(
        CONVERTERS,
        ConfigDef.Type.LIST,
        List.of(),
        Importance.LOW,
        "Names for converters, which decide the schema and the values of columns:"
            + " <name>.type is the class, an io.debezium.spi.converter.CustomConverter, and all"
            + " other settings <name>.<option> are handed to it without the name. Its jar belongs"
            + " into the plugin's own folder. With converters the server sends text, not binary"
            + " values.",
        GROUP,
        20,
        Width.LONG,
        "Converters");
  }

  static boolean hasAny(AbstractConfig config) {
    return config.getList(CONVERTERS).stream().anyMatch(name -> !name.isBlank());
  }

  /** New converters, each with its settings. */
  static Converters converters(AbstractConfig config) {
    return Converters.load(
        config.getList(CONVERTERS),
        config.originalsStrings(),
        (name, problem) -> {
          throw new ConfigException(name + " " + problem);
        });
  }

  /** Tells what is wrong with converters, whose settings no definition knows. */
  public static void check(Map<String, String> settings, BiConsumer<String, String> problems) {
    String names = settings.getOrDefault(CONVERTERS, "");
    if (!names.isBlank()) {
      Converters.load(List.of(names.split(",", -1)), settings, problems);
    }
  }
}
