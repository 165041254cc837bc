package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlattenConfigTest {

  @Test
  void nothingNeedsToBeSet() {
    assertThatCode(() -> configure(Map.of())).doesNotThrowAnyException();
  }

  @Test
  void everySettingIsExplainedInOneSentence() {
    for (ConfigDef.ConfigKey key : Flatten.CONFIG_DEF.configKeys().values()) {
      assertThat(key.documentation).as(key.name).matches("[A-Z][^.]*(\\.[^. ][^.]*)*\\.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deletes | soft | String must be one of: tombstone, rewrite, drop",
        "tombstones | yes | String must be one of: auto, keep, drop",
        "truncates | keep | String must be one of: pass, drop",
        "unchanged | skip | String must be one of: omit, null, keep",
        "deleted.field | '' | String must be non-empty",
        "unavailable.value.placeholder | '' | an empty placeholder stands for every empty value",
        "unavailable.value.placeholder | hex:0g | `hex:` must be followed by pairs of hex digits",
        "metadata.headers | op,op | it is listed twice",
        "metadata.headers | op:walmirror.op | begin with walmirror. have a meaning of their own",
        "metadata.fields | op: | there is no name behind the colon of op",
        "metadata.fields | source.tsms | no metadata is named `source.tsms`; there are op, ts_ms,",
        "metadata.fields | table | no metadata is named `table`, did you mean source.table?",
      })
  void aMistakeIsFoundBeforeTheConnectorStarts(String setting, String value, String message) {
    ConfigValue validated =
        Flatten.CONFIG_DEF.validate(Map.of(setting, value)).stream()
            .filter(v -> v.name().equals(setting))
            .findFirst()
            .orElseThrow();
    assertThat(validated.errorMessages()).singleElement().asString().contains(message);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> configure(Map.of(setting, value)))
        .withMessageContaining(message);
  }

  @Test
  void anUnknownNameListsEveryNameThereIs() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> configure(Map.of("metadata.headers", "x")))
        .satisfies(e -> assertThat(e.getMessage()).contains(MetadataSource.names()));
  }

  @Test
  void twoFieldsOrHeadersOfOneNameAreRefused() {
    for (Map<String, String> settings :
        List.of(
            Map.of("metadata.fields", "source.ts_ms,ts_ms:__source_ts_ms"),
            Map.of("metadata.headers", "op:x,ts_ms:x"),
            Map.of("metadata.fields", "op:__deleted", "deletes", "rewrite"))) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> configure(settings))
          .withMessageContaining("two would have this name");
    }
  }

  @Test
  void theSameNameMayServeAFieldAndAHeader() {
    assertThatCode(() -> configure(Map.of("metadata.fields", "op", "metadata.headers", "op")))
        .doesNotThrowAnyException();
    assertThatCode(() -> configure(Map.of("metadata.fields", "source.ts_ms,ts_ms:source_ts_ms")))
        .doesNotThrowAnyException();
    assertThatCode(() -> configure(Map.of("metadata.fields", "op:__deleted")))
        .doesNotThrowAnyException();
  }

  @Test
  void aPrefixMayNotMakeHeadersOfOurs() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> configure(Map.of("metadata.headers", "op", "metadata.prefix", "walmirror.")))
        .withMessageContaining("metadata.prefix")
        .withMessageContaining("have a meaning of their own");
  }

  @Test
  void aVersionIsAlwaysSaid() {
    assertThat(new Flatten<SourceRecord>().version()).isNotBlank();
  }

  private static void configure(Map<String, String> settings) {
    try (Flatten<SourceRecord> flatten = new Flatten<>()) {
      flatten.configure(settings);
    }
  }
}
