package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnchangedColumnsTest {

  @Test
  void everyNameFollowsAPlus() {
    assertThat(UnchangedColumns.text(List.of("body", "a b", "c+d", "1e5")))
        .isEqualTo("u+body+a%20b+c%2Bd+1e5");
    assertThat(UnchangedColumns.text(List.of())).isEqualTo("u");
  }

  @Test
  void anySetOfNamesComesBackInItsOrder() {
    Random random = Seeded.random("UnchangedColumnsTest.anySetOfNamesComesBackInItsOrder");
    for (int i = 0; i < 20_000; i++) {
      Set<String> names = new LinkedHashSet<>();
      for (int n = random.nextInt(6); n > 0; n--) {
        names.add(Seeded.name(random));
      }
      assertThat(UnchangedColumns.parse(UnchangedColumns.text(names)).names())
          .containsExactlyElementsOf(names);
    }
  }

  @Test
  void tellsWhatItHolds() {
    UnchangedColumns columns = UnchangedColumns.parse("u+body+note");
    assertThat(columns.contains("body")).isTrue();
    assertThat(columns.contains("u")).isFalse();
    assertThat(columns.isEmpty()).isFalse();
    assertThat(UnchangedColumns.parse("u").isEmpty()).isTrue();
    assertThat(UnchangedColumns.NONE.isEmpty()).isTrue();
  }

  @Test
  void isACopyOfWhatItWasGiven() {
    Set<String> names = new LinkedHashSet<>(List.of("a"));
    UnchangedColumns columns = new UnchangedColumns(names);
    names.add("b");
    assertThat(columns.names()).containsExactly("a");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> columns.names().add("c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "body", "ubody", "u body", "u+a b", "u+%"})
  void refusesWhatItWouldNeverWrite(String text) {
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> UnchangedColumns.parse(text))
        .withMessageStartingWith("header walmirror.unchanged: ");
  }
}
