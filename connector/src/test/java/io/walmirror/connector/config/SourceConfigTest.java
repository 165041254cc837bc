package io.walmirror.connector.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.Op;
import io.walmirror.envelope.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceConfigTest {

  @Test
  void nothingIsSkippedUnlessItIsSaid() {
    assertThat(config().skippedOperations()).isEmpty();
    assertThat(config("skipped.operations", "none").skippedOperations()).isEmpty();
    assertThat(config("skipped.operations", "t, d").skippedOperations())
        .isEqualTo(Set.of(Op.TRUNCATE, Op.DELETE));
  }

  @ParameterizedTest
  @CsvSource({
    "skipped.operations,'none,t'",
    "skipped.operations,r",
    "skipped.operations,'t,t'",
    "heartbeat.interval.ms,50",
    "heartbeat.interval.ms,-1",
    "lsn.flush.mode,driver",
    "status.update.interval.ms,0",
    "binary.handling.mode,base32",
    "topic.heartbeat.prefix,'a b'",
    "snapshot.mode,never",
    "snapshot.max.threads,0",
    "snapshot.include.collection.list,'('",
    "message.key.columns,'a'"
  })
  void aValueThatCannotBeRightIsRefusedByItsSettingsName(String setting, String value) {
    assertThatThrownBy(() -> config(setting, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(setting)
        .hasMessageMatching("(?s).*(must be|is not a regular|at least).*");
  }

  @Test
  void theSlotIsConfirmedUnlessEitherNameSaysNot() {
    assertThat(config().confirms()).isTrue();
    assertThat(config("lsn.flush.mode", "connector_and_driver").confirms()).isTrue();
    assertThat(config("lsn.flush.mode", "Manual").confirms()).isFalse();
    assertThat(config("flush.lsn.source", "false").confirms()).isFalse();
  }

  @Test
  void aSnapshotIsTakenFirstUnlessItIsSaidOtherwise() {
    assertThat(config("snapshot.mode", "initial").snapshot().reads()).isTrue();
    assertThat(config("snapshot.mode", "Initial_Only").snapshot().streams()).isFalse();
    assertThat(config().snapshot().reads()).isFalse();
  }

  @Test
  void aStatementToReadInATablesPlaceMustBeThere() {
    String setting = "snapshot.select.statement.overrides";
    SourceConfig config =
        config(setting, "public.a", setting + ".public.a", "SELECT * FROM public.a WHERE ok;");
    assertThat(config.snapshot().overrides())
        .isEqualTo(Map.of(new TableName("public", "a"), "SELECT * FROM public.a WHERE ok"));
    assertThatThrownBy(() -> config(setting, "public.b").snapshot())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(setting)
        .hasMessageContaining("public.b");
  }

  @Test
  void theHeartbeatTopicHasDebeziumsName() {
    assertThat(config().naming().heartbeatTopic()).isEqualTo("__debezium-heartbeat.shop");
    assertThat(config().heartbeatInterval()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "column.mask.hash.SHA-257.with.salt.x,a,algorithm",
    "column.mask.hash.SHA-256.x,a,is no setting",
    "column.truncate.to.99999999999.chars,a,32 bits",
    "column.mask.with.3.chars,'a(',regular expression",
    "message.key.columns,'a(:b',regular expression",
    "column.exclude.list,b,remove one of them"
  })
  void aRuleForColumnsThatCannotWorkIsToldByItsName(String setting, String value, String why) {
    Map<String, String> told = new HashMap<>();
    ColumnSettings.check(Map.of("column.include.list", "a", setting, value), told::put);
    assertThat(told).containsOnlyKeys(setting);
    assertThat(told.get(setting)).contains(why);

    ColumnSettings.check(
        Map.of("column.mask.hash.v2.SHA-512.with.salt.a.b", "x"),
        (name, problem) -> {
          throw new AssertionError(name + problem);
        });
  }

  /** What Debezium 3.7.0.Final makes of the same lists. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "public.o_\\d{1\\,3}, public.b; public.o_12|public.b; public.o_1234|public.o_",
        "public.(?:a|b{2\\,}); public.a|public.bbb; public.b",
        "public.a\\\\,public.b; public.b; public.a|public.a,public.b",
        "public.a\\,b\\,c,public.d; public.a,b,c|public.d; public.a|public.b"
      })
  void aCommaBehindABackslashBelongsToThePattern(String list, String taken, String left) {
    SourceConfig including = config("table.include.list", list);
    Map<String, String> told = new HashMap<>();
    ColumnSettings.check(Map.of("column.mask.with.3.chars", list), told::put);
    assertThat(told).isEmpty();
    for (String name : taken.split("\\|", -1)) {
      assertThat(including.captured().test(table(name))).as(name).isTrue();
    }
    for (String name : left.split("\\|", -1)) {
      assertThat(including.captured().test(table(name))).as(name).isFalse();
    }
  }

  private static TableName table(String name) {
    return new TableName("public", name.substring("public.".length()));
  }

  private static SourceConfig config(String... settings) {
    Map<String, String> all = new HashMap<>();
    all.put("database.hostname", "localhost");
    all.put("database.user", "u");
    all.put("database.dbname", "d");
    all.put("topic.prefix", "shop");
    all.put("snapshot.mode", "no_data");
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new SourceConfig(all);
  }
}
