package io.walmirror.sink.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyTemplateTest {

  @Test
  void theDefaultKeyIsTableSeparatorPrimaryKey() {
    assertThat(key("${table}", ":", "orders", "7")).isEqualTo("orders:7");
    assertThat(key("${table}", ":", "orders", "7", "de")).isEqualTo("orders:7:de");
  }

  @Test
  void separatorAndPercentAreEscapedInValues() {
    assertThat(key("${table}", ":", "orders", "a:b", "c")).isEqualTo("orders:a%3Ab:c");
    assertThat(key("${table}", ":", "orders", "a", "b:c")).isEqualTo("orders:a:b%3Ac");
    assertThat(key("${table}", ":", "orders", "50%")).isEqualTo("orders:50%25");
    assertThat(key("${table}", ":", "a:b", "c")).isEqualTo("a%3Ab:c");
  }

  @Test
  void onePlaceholderAloneEscapesNothing() {
    assertThat(key("orders", ":", "ignored", "a:b%")).isEqualTo("orders:a:b%");
    assertThat(key("orders", ":", "ignored", "a:b", "c")).isEqualTo("orders:a%3Ab:c");
  }

  @Test
  void literalTextBeforeTheFirstPlaceholderIsNotEscapedInValues() {
    assertThat(key("shop:${table}", ":", "orders", "s:h")).isEqualTo("shop:orders:s%3Ah");
  }

  @Test
  void anEmptyKeyspaceLeavesThePrimaryKeyAlone() {
    assertThat(key("", ":", "orders", "7")).isEqualTo("7");
    assertThat(key("", ":", "orders", "7", "de")).isEqualTo("7:de");
  }

  @Test
  void charactersBeyondAsciiAreEscapedByTheirUtf8Bytes() {
    assertThat(key("${table}", "→", "orders", "a→b")).isEqualTo("orders→a%E2%86%92b");
    assertThat(key("${table}", "😀", "orders", "a😀b")).isEqualTo("orders😀a%F0%9F%98%80b");
  }

  @Test
  void whatCannotBeInjectiveIsRefused() {
    assertThatThrownBy(() -> KeyTemplate.of("${table}", "")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> KeyTemplate.of("${schema}${table}", ":"))
        .hasMessageContaining("two placeholders without text between");
    assertThatThrownBy(() -> KeyTemplate.of("${table}", "%")).hasMessageContaining("\"%\"");
    assertThatThrownBy(() -> KeyTemplate.of("${schema}A${table}", ":"))
        .hasMessageContaining("\"A\"");
  }

  @Test
  void badPlaceholdersAreNamedTogetherWithTheGoodOnes() {
    assertThatThrownBy(() -> KeyTemplate.of("${tabel}", ":"))
        .hasMessage("unknown placeholder ${tabel}; known are ${schema}, ${table}, ${topic}");
    assertThatThrownBy(() -> KeyTemplate.of("${table", ":")).hasMessageContaining("without \"}\"");
  }

  @Test
  void differentRowsNeverShareAKey() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    String[] pieces = {"a", ":", "%", "3A", "%3A", "", "::", "b", "é", "."};
    for (String keyspace : List.of("${table}", "${schema}.${table}", "x:${table}", "x")) {
      KeyTemplate template = KeyTemplate.of(keyspace, ":");
      Map<String, List<String>> rows = new HashMap<>();
      for (int i = 0; i < 20_000; i++) {
        String schema = keyspace.contains("schema") ? text(random, pieces) : "";
        String table = keyspace.contains("table") ? text(random, pieces) : "";
        List<String> key = List.of(text(random, pieces), text(random, pieces));
        TableKeys keys = template.of(name -> Optional.of(name.equals("schema") ? schema : table));
        List<String> row = List.of(schema, table, key.get(0), key.get(1));
        List<String> before = rows.put(keys.key(key, column -> 0), row);
        assertThat(before).as("%s, seed %s", keyspace, seed).isIn(null, row);
      }
    }
  }

  private static String text(Random random, String[] pieces) {
    return pieces[random.nextInt(pieces.length)] + pieces[random.nextInt(pieces.length)];
  }

  private static String key(String keyspace, String separator, String table, String... primaryKey) {
    return KeyTemplate.of(keyspace, separator)
        .of(name -> Optional.of(table))
        .key(List.of(primaryKey), column -> 0);
  }
}
