package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.stack.proof.Proof;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What cannot be read from a standby is said, with who can cure it. */
class StandbyRefusedIT {

  private static final String OLDEST = "14";

  @Test
  @EnabledIf("io.walmirror.connector.Standbys#embedded")
  void aStandbyThatHasNoLogicalSlotsIsRefused() {
    try (StandbyPair pair = StandbyPair.start(OLDEST, Map.of(), Map.of())) {
      Map<String, String> settings = pair.settings("refused");
      assertThat(errors(settings)).containsOnlyKeys("database.hostname");
      assertThat(errors(settings).get("database.hostname"))
          .singleElement()
          .asString()
          .contains("standby of PostgreSQL 14", "name the primary");
      try (RunningTask task = RunningTask.start(settings, new Offsets())) {
        assertThat(task.awaitFailure()).hasMessageContaining("name the primary");
      }
      assertThat(errors(pair.settings(pair.primary(), "refused"))).as("the primary").isEmpty();
    }
  }

  @Test
  @EnabledIf("io.walmirror.connector.Standbys#canBeRead")
  void whatOnlyThePrimaryCanDoIsNamedWithItsSql() {
    try (StandbyPair pair = StandbyPair.start(Standbys.version(), Map.of(), Map.of())) {
      Map<String, String> settings = pair.settings("refused");
      settings.put("publication.autocreate.mode", "all_tables");
      settings.put("publication.name", "missing");
      assertThat(errors(settings)).containsOnlyKeys("publication.name");
      assertThat(errors(settings).get("publication.name"))
          .singleElement()
          .asString()
          .contains("run on the primary: CREATE PUBLICATION \"missing\" FOR ALL TABLES");
      try (RunningTask task = RunningTask.start(settings, new Offsets())) {
        assertThat(task.awaitFailure())
            .hasMessageContaining("run on the primary: CREATE PUBLICATION");
      }
      settings.put("publication.name", "shop");
      assertThat(errors(settings)).as("published on the primary").isEmpty();
      settings.put("slot.failover", "true");
      assertThat(errors(settings)).containsOnlyKeys("slot.failover");
      Proof.row(
          "What a standby cannot do is refused with who can",
          "StandbyRefusedIT.whatOnlyThePrimaryCanDoIsNamedWithItsSql on PostgreSQL "
              + Standbys.version(),
          "a missing publication, a slot that is to follow failovers, a standby of PostgreSQL 14",
          "with the publication there, and on the primary, nothing is said");
    }
  }

  private static Map<String, List<String>> errors(Map<String, String> settings) {
    Map<String, List<String>> errors = new HashMap<>();
    for (ConfigValue value : new PostgresSourceConnector().validate(settings).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }
}
