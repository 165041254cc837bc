package io.walmirror.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.PostgresSourceConnector;
import io.walmirror.sink.RedisSinkConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference of settings is made from their definitions, so that it cannot lag behind. */
class SettingsReferenceTest {

  private static final String CURE =
      "run `mvn test -pl tools/dist -am -Dreference=write -Dtest=SettingsReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false` and commit the file";

  static Stream<Arguments> connectors() {
    return Stream.of(
        Arguments.of("source", "PostgreSQL source", new PostgresSourceConnector().config()),
        Arguments.of("sink", "Redis sink", new RedisSinkConnector().config()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connectors")
  void theReferenceSaysWhatTheDefinitionsSay(String name, String title, ConfigDef settings)
      throws IOException {
    Path file = Path.of(System.getProperty("walmirror.root"), "docs", "reference", name + ".md");
    String reference = reference(title, settings);
    if (System.getProperty("reference", "").equals("write")) {
      Files.writeString(file, reference);
    }
    assertThat(Files.readString(file)).as(CURE).isEqualTo(reference);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connectors")
  void everySettingIsDocumentedInSentences(String name, String title, ConfigDef settings) {
    assertThat(settings.configKeys().values())
        .allSatisfy(
            key -> {
              assertThat(key.documentation).as(key.name).isNotBlank().endsWith(".");
              assertThat(key.group).as(key.name).isNotBlank();
            });
  }

  private static String reference(String title, ConfigDef settings) {
    StringBuilder text =
        new StringBuilder("# Settings of the ")
            .append(title)
            .append("\n\nMade from the definitions in the code; a test keeps it so.\n");
    for (String group : settings.groups()) {
      text.append("\n## ").append(group).append("\n\n");
      text.append("| setting | type | default | |\n|---|---|---|---|\n");
      for (ConfigKey key : keysOf(settings, group)) {
        text.append("| `")
            .append(key.name)
            .append("` | ")
            .append(key.type.name().toLowerCase(Locale.ROOT))
            .append(" | ")
            .append(defaultOf(key))
            .append(" | ")
            .append(cell(key.documentation))
            .append(key.validator == null ? "" : " Valid: " + cell(key.validator.toString()) + ".")
            .append(" |\n");
      }
    }
    return text.toString();
  }

  private static List<ConfigKey> keysOf(ConfigDef settings, String group) {
    return settings.configKeys().values().stream()
        .filter(key -> group.equals(key.group))
        .sorted(Comparator.comparingInt(key -> key.orderInGroup))
        .toList();
  }

  private static String defaultOf(ConfigKey key) {
    if (!key.hasDefault()) {
      return "**required**";
    }
    Object value = key.defaultValue;
    if (value == null) {
      return "–";
    }
    String text =
        value instanceof List<?> list
            ? list.stream().map(Object::toString).collect(Collectors.joining(","))
            : key.type == ConfigDef.Type.PASSWORD ? "" : value.toString();
    return text.isEmpty() ? "–" : "`" + cell(text) + "`";
  }

  private static String cell(String text) {
    return text.replace("<", "&lt;").replace("|", "\\|").replace("\n", " ");
  }
}
