package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.fixture.ScriptedRedis;
import io.walmirror.sink.fixture.Validation;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What validation says of {@code redis.mappings}. */
class MappingSettingsTest {

  private static final String ROWS = "redis.mappings.rows.";
  private static final String FEED = "redis.mappings.feed.";

  @AutoClose private final ScriptedRedis redis = ScriptedRedis.start();

  @Test
  void mappingsWithKeysOfTheirOwnHaveNoErrors() {
    assertThat(
            errors(
                ROWS + "tables", "public.orders",
                FEED + "tables", "public.orders,public.customers",
                FEED + "key", "feed:${table}:${pk}",
                FEED + "type", "delete"))
        .isEmpty();
    assertThat(
            errors(ROWS + "topics", "shop.public.orders", FEED + "topics", "shop.public.customers"))
        .isEmpty();
    assertThat(errors(ROWS + "topics", "a", FEED + "topics", "b")).isEmpty();
  }

  @Test
  void keysThatMayBeOfTwoMappingsAreNamed() {
    assertThat(
            errors(
                    ROWS + "topics", "shop.public.orders",
                    FEED + "topics", "shop.public.orders",
                    FEED + "key", "orders:${id}:lines")
                .get(FEED + "key"))
        .contains("orders:*:lines")
        .contains("mapping rows, orders:*");
    assertThat(
            errors(
                    ROWS + "topics", "*",
                    FEED + "topics", "shop.public.orders",
                    FEED + "key", "feed:${id}")
                .get(FEED + "key"))
        .contains("*:*")
        .contains("choose their records by tables");
    assertThat(errors(ROWS + "topics", "a", FEED + "topics", "a"))
        .as("the same template over the same topic")
        .containsOnlyKeys("redis.keyspace");
  }

  @Test
  void twoTablesOfOneMappingThatWouldShareKeysAreNamed() {
    assertThat(
            errors(
                    ROWS + "tables", "public.orders,eu.orders",
                    FEED + "tables", "public.feed")
                .get("redis.keyspace"))
        .contains("${schema}");
    assertThat(
            errors(
                ROWS + "tables", "public.orders",
                ROWS + "topics", "shop.public.orders",
                FEED + "tables", "public.feed"))
        .as("a table and its topic")
        .isEmpty();
  }

  @Test
  void aMappingThatTakesNothingIsNamed() {
    assertThat(errors(ROWS + "topics", "a").get("redis.mappings"))
        .contains("redis.mappings.feed.topics and redis.mappings.feed.tables are both missing");
  }

  @Test
  void settingsThatDoNotExistAreNamedWithTheNearestThatDo() {
    Map<String, String> errors =
        errors(
            ROWS + "topics",
            "a",
            FEED + "topics",
            "b",
            FEED + "keyspce",
            "x",
            FEED + "uri",
            "redis://x",
            FEED + "fence",
            "off",
            "redis.mappings.fed.key",
            "x");
    assertThat(errors)
        .containsOnlyKeys(FEED + "keyspce", FEED + "uri", FEED + "fence", "redis.mappings.fed.key");
    assertThat(errors.get(FEED + "keyspce")).contains("nearest is redis.mappings.feed.keyspace");
    assertThat(errors.get(FEED + "uri")).contains("cannot be set for one mapping; set redis.uri");
    assertThat(errors.get("redis.mappings.fed.key")).contains("redis.mappings does not name");
  }

  @Test
  void badValuesOfOneMappingAreNamedByItsSetting() {
    assertThat(errors(ROWS + "topics", "a", FEED + "topics", "b", FEED + "type", "tree"))
        .containsOnlyKeys(FEED + "type");
    assertThat(errors(ROWS + "topics", "a", FEED + "tables", "orders").get(FEED + "tables"))
        .contains("not schema.table");
    assertThat(
            errors(ROWS + "topics", "a", FEED + "topics", "b", FEED + "key", "a:${x}${y}")
                .get(FEED + "key"))
        .contains("two placeholders");
    assertThat(
            errors(
                    ROWS + "topics", "a",
                    FEED + "topics", "b",
                    FEED + "key", "a:${x}",
                    FEED + "keyspace", "a")
                .get(FEED + "key"))
        .contains("leave one of the two out");
    assertThat(errors("redis.mappings", "a.b").get("redis.mappings")).contains("letters, digits");
    assertThat(errors("redis.mappings", "a,a").get("redis.mappings")).contains("twice");
  }

  @Test
  void aMappingsKeyspaceOutranksTheKeyOfAll() {
    assertThat(
            errors(
                "redis.key",
                "all:${table}:${pk}",
                ROWS + "tables",
                "public.orders",
                FEED + "tables",
                "public.feed",
                FEED + "keyspace",
                "feed"))
        .isEmpty();
  }

  private Map<String, String> errors(String... namesAndValues) {
    Map<String, String> properties =
        new HashMap<>(
            Map.of(
                "name", "mirror",
                "topics.regex", ".*",
                "redis.uri", redis.uri(),
                "redis.mappings", "rows,feed"));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Validation.errors(properties);
  }
}
