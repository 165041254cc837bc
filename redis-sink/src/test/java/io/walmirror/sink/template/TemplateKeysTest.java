package io.walmirror.sink.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keys that a template of its own makes. */
class TemplateKeysTest {

  private static final List<String> COLUMNS = List.of("id", "lang");
  private static final Map<String, String> SUBJECT =
      Map.of("table", "orders", "schema", "shop", "topic", "shop.orders");

  @Test
  void columnsTableAndTopicAreFilledIn() {
    assertThat(key("order:${id}", "7", "de")).isEqualTo("order:7");
    assertThat(key("${lang}/${schema}.${table}#${id}", "7", "de")).isEqualTo("de/shop.orders#7");
    assertThat(key("${topic}|${pk}", "7", "de")).isEqualTo("shop.orders|7:de");
  }

  @Test
  void onePlaceholderEscapesNothingAndSeveralEscapeWhatIsBetweenThem() {
    assertThat(key("order:${id}:v1", "a:b%", "")).isEqualTo("order:a:b%:v1");
    assertThat(key("o:${id}-${lang}", "a-b", "c:d%")).isEqualTo("o:a%2Db-c:d%25");
    assertThat(key("o-${pk}", "a:b", "c")).isEqualTo("o-a%3Ab:c");
  }

  @Test
  void digitsMayStandBetweenPlaceholdersBesideAnotherCharacter() {
    assertThat(key("${id}:2024:${lang}", "A:2", "0")).isEqualTo("A%3A2:2024:0");
    assertThatThrownBy(() -> KeyTemplate.parse("${id}2024${lang}", ":"))
        .hasMessageContaining("\"2024\" cannot stand between");
  }

  @Test
  void whatCannotBeATemplateIsRefused() {
    assertThatThrownBy(() -> KeyTemplate.parse("${a}${b}", ":"))
        .hasMessageContaining("without text between");
    assertThatThrownBy(() -> KeyTemplate.parse("${}", ":")).hasMessageContaining("names nothing");
    assertThatThrownBy(() -> KeyTemplate.parse("a:${b", ":")).hasMessageContaining("without \"}\"");
    assertThatThrownBy(() -> KeyTemplate.parse("", ":")).hasMessageContaining("is empty");
  }

  @Test
  void keysOfOneEndAreNamedByTheirBeginningAsThoseOfAKeyspaceAre() {
    assertThat(keys("order:${id}").name()).isEqualTo("order:");
    assertThat(keys("${table}:${pk}").name()).isEqualTo("orders:");
    assertThat(keys("${id}").name()).isEmpty();
    assertThat(keys("${id}:${table}:${lang}").name()).isEqualTo("${}:orders:${}");
    assertThat(keys("cache").name()).isEqualTo("cache");
  }

  @Test
  void thePatternHasTheLiteralTextQuoted() {
    assertThat(keys("order:${id}").pattern()).isEqualTo("order:*");
    assertThat(keys("[${id}]*${table}").pattern()).isEqualTo("\\[*\\]\\*orders");
    assertThat(keys("cache").pattern()).isEqualTo("cache");
  }

  @Test
  void aTemplateOfValuesAloneDoesNotTellItsKeys() {
    assertThat(tells("${id}")).isFalse();
    assertThat(tells("${id}:${lang}")).isFalse();
    assertThat(tells(":${id}")).isTrue();
    assertThat(tells("${id}:order")).isTrue();
    assertThat(tells("${id}:${table}")).isTrue();
  }

  @Test
  void patternsMeetWhereOneKeyCouldBeOfBoth() {
    assertThat(keys("order:${id}").meets(keys("order:${id}:lines"))).isTrue();
    assertThat(keys("${id}:lines").meets(keys("order:${id}"))).isTrue();
    assertThat(keys("a:${id}").meets(keys("a:"))).isTrue();
    assertThat(keys("order:${id}").meets(keys("orders:${id}"))).isFalse();
    assertThat(keys("${id}:x").meets(keys("a:${id}:y"))).isFalse();
    assertThat(keys("cache").meets(keys("cache"))).isTrue();
    assertThat(keys("cache").meets(keys("cach"))).isFalse();
    assertThat(keys("${id}").meets(keys("${id}:${lang}"))).isTrue();
  }

  /** And the pattern of one table finds no key of another. */
  @Test
  void differentRowsNeverShareAKeyAndPatternsFindTheirTablesKeysOnly() {
    long seed = Long.getLong("walmirror.seed", System.nanoTime());
    Random random = new Random(seed);
    String[] pieces = {"a", ":", "%", "3A", "%3A", "", "::", "b", "-", "*", "2"};
    List<String> templates =
        List.of("${table}:${id}:2-${lang}", "${id}::${table}-${lang}", "${id}-${lang}:${table}");
    for (String text : templates) {
      KeyTemplate template = KeyTemplate.parse(text, ":");
      Map<String, List<String>> rows = new HashMap<>();
      for (int i = 0; i < 20_000; i++) {
        String table = text(random, pieces);
        List<String> row = List.of(table, text(random, pieces), text(random, pieces));
        String key =
            template.of(name -> Optional.of(table)).key(row.subList(1, 3), COLUMNS::indexOf);
        List<String> before = rows.put(key, row);
        assertThat(before).as("%s, seed %s", text, seed).isIn(null, row);
        String other = text(random, pieces);
        assertThat(isFound(template.of(name -> Optional.of(other)), key))
            .as("%s: %s by the pattern of table %s, seed %s", text, key, other, seed)
            .isEqualTo(other.equals(table));
      }
    }
  }

  /** As SCAN reads a pattern. */
  private static boolean isFound(TableKeys keys, String key) {
    StringBuilder regex = new StringBuilder();
    String pattern = keys.pattern();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      boolean any = c == '*';
      c = c == '\\' ? pattern.charAt(++i) : c;
      regex.append(any ? ".*" : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.matches(regex.toString(), key);
  }

  private static String text(Random random, String[] pieces) {
    return pieces[random.nextInt(pieces.length)] + pieces[random.nextInt(pieces.length)];
  }

  private static boolean tells(String template) {
    return KeyTemplate.parse(template, ":").tellsKeys();
  }

  private static TableKeys keys(String template) {
    return KeyTemplate.parse(template, ":").of(name -> Optional.of(SUBJECT.get(name)));
  }

  private static String key(String template, String... primaryKey) {
    return keys(template).key(List.of(primaryKey), COLUMNS::indexOf);
  }
}
