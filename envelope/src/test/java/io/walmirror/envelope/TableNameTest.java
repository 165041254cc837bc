package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {

  @Test
  void ordinaryNamesReadAsInSql() {
    assertThat(new TableName("public", "orders").text()).isEqualTo("public.orders");
    assertThat(new TableName("public", "orders")).hasToString("public.orders");
  }

  @Test
  void dotsInNamesAreNotTheDotBetweenThem() {
    assertThat(new TableName("a.b", "c").text()).isEqualTo("a%2Eb.c");
    assertThat(new TableName("a", "b.c").text()).isEqualTo("a.b%2Ec");
  }

  @Test
  void twoDigitsDoNotBecomeANumber() {
    assertThat(new TableName("1", "5").text()).isEqualTo("%31.5");
  }

  @Test
  void anyTableComesBack() {
    Random random = Seeded.random("TableNameTest.anyTableComesBack");
    for (int i = 0; i < 50_000; i++) {
      TableName table = new TableName(Seeded.name(random), Seeded.name(random));
      assertThat(TableName.parse(table.text())).isEqualTo(table);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "orders", "a.b.c", "a..b"})
  void refusesWhatHasNotOneDot(String text) {
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> TableName.parse(text))
        .withMessage("header walmirror.table: not of the form schema.table: " + text);
  }
}
