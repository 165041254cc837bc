package io.walmirror.connector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebeziumSettingsTest {

  private static final String CURE = "run this test with -Dreference=write and commit the page";

  @Test
  void thePageSaysWhatTheCodeSays() throws IOException {
    Path page = Path.of(System.getProperty("walmirror.root"), "docs/reference/debezium.md");
    if (System.getProperty("reference", "").equals("write")) {
      Files.writeString(page, DebeziumSettings.page());
    }
    assertThat(Files.readString(page)).as(CURE).isEqualTo(DebeziumSettings.page());
  }

  @Test
  void everyPropertyIsSaidOnceAndWithAReasonUnlessItIsHonoured() {
    List<String> rows =
        DebeziumSettings.page().lines().filter(line -> line.startsWith("| `")).toList();

    assertThat(rows).extracting(row -> row.split("`", -1)[1]).doesNotHaveDuplicates();
    assertThat(rows)
        .filteredOn(row -> !row.contains("| honoured |"))
        .allSatisfy(row -> assertThat(row).doesNotEndWith("|  |"));
    assertThat(rows)
        .filteredOn(row -> row.contains("| honoured |  |") && !row.contains("*"))
        .extracting(row -> row.split("`", -1)[1])
        .allMatch(SourceConfig.DEFINITION.names()::contains);
  }

  @ParameterizedTest
  @CsvSource({
    "transaction.metadata.factory,com.example.Mine,Debezium's own connector",
    "slot.stream.params,proto_version=1,see binary and streaming",
    "post.processors,reselect,walmirror.unchanged",
    "openlineage.integration.enabled,true,OpenLineage",
    "sourceinfo.struct.maker,com.example.Mine,Debezium's own connector"
  })
  void aPropertyThatCannotBeHonouredIsRefusedByNameWithTheReason(
      String name, String value, String reason) {
    Map<String, String> told = told(Map.of(name, value));

    assertThat(told).containsOnlyKeys(name);
    assertThat(told.get(name)).contains("Debezium").contains(reason);
  }

  @Test
  void whatChangesNothingIsAccepted() {
    assertThat(
            told(
                Map.of(
                    "provide.transaction.metadata", "false",
                    "max.queue.size", "8192",
                    "topic.naming.strategy", "io.debezium.schema.SchemaTopicNamingStrategy",
                    "slot.stream.params", "",
                    "table.include.list", "public.a",
                    "topic.transaction", "transaction",
                    "transforms", "unwrap")))
        .isEmpty();
  }

  private static Map<String, String> told(Map<String, String> settings) {
    Map<String, String> told = new HashMap<>();
    DebeziumSettings.check(settings, told::put);
    return told;
  }
}
