package io.walmirror.stack.up.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final Row ROW = new Row.Present(Map.of("id", "1", "note", ""));

  @Test
  void aHashWithExactlyTheRowsColumnsIsEqual() {
    assertThat(Comparison.of("t:1", ROW, new Held.Hash(Map.of("id", "1", "note", "")))).isEmpty();
  }

  @Test
  void aRowThatIsGoneAndAKeyThatIsGoneAreEqual() {
    assertThat(Comparison.of("t:1", new Row.Gone(), new Held.Nothing())).isEmpty();
  }

  @Test
  void aRowWithoutAKeyIsFound() {
    assertThat(Comparison.of("t:1", ROW, new Held.Nothing()))
        .containsExactly(new Difference.MissingKey("t:1"));
  }

  @Test
  void aKeyWithoutARowIsFound() {
    assertThat(Comparison.of("t:1", new Row.Gone(), new Held.Hash(Map.of("id", "1"))))
        .containsExactly(new Difference.ExtraKey("t:1"));
  }

  @Test
  void aKeyOfAnotherTypeWithoutARowIsFound() {
    assertThat(Comparison.of("t:1", new Row.Gone(), new Held.Other()))
        .containsExactly(new Difference.ExtraKey("t:1"));
  }

  @Test
  void aKeyThatIsNoHashIsFound() {
    assertThat(Comparison.of("t:1", ROW, new Held.Other()))
        .containsExactly(new Difference.OtherType("t:1"));
  }

  @Test
  void aMissingFieldIsFoundEvenIfItsValueIsEmpty() {
    assertThat(Comparison.of("t:1", ROW, new Held.Hash(Map.of("id", "1"))))
        .containsExactly(new Difference.MissingField("t:1", "note"));
  }

  @Test
  void aFieldForAColumnThatIsNullIsFound() {
    assertThat(Comparison.of("t:1", ROW, new Held.Hash(Map.of("id", "1", "note", "", "email", ""))))
        .containsExactly(new Difference.ExtraField("t:1", "email"));
  }

  @Test
  void anotherValueIsFound() {
    assertThat(Comparison.of("t:1", ROW, new Held.Hash(Map.of("id", "1", "note", " "))))
        .containsExactly(new Difference.OtherValue("t:1", "note"));
  }

  @Test
  void everyDifferenceOfAKeyIsNamedAndNoValueIs() {
    Row row = new Row.Present(Map.of("id", "1", "a", "secret-1", "b", "secret-2"));
    Held held = new Held.Hash(Map.of("id", "1", "a", "secret-3", "c", "secret-4"));

    assertThat(Comparison.of("t:1", row, held))
        .containsExactly(
            new Difference.OtherValue("t:1", "a"),
            new Difference.MissingField("t:1", "b"),
            new Difference.ExtraField("t:1", "c"))
        .noneMatch(difference -> difference.text().contains("secret"));
  }
}
