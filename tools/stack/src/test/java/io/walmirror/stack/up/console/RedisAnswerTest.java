package io.walmirror.stack.up.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisAnswerTest {

  @Test
  void singleAnswersLookAsInRedisCli() {
    assertThat(RedisAnswer.formatted(null)).containsExactly("(nil)");
    assertThat(RedisAnswer.formatted(7L)).containsExactly("(integer) 7");
    assertThat(RedisAnswer.formatted("a \"b\"\n\u0001ä"))
        .containsExactly("\"a \\\"b\\\"\\n\\x01ä\"");
    assertThat(RedisAnswer.formatted(List.of())).containsExactly("(empty array)");
  }

  @Test
  void listsAreNumberedAndNestedOnesIndented() {
    assertThat(RedisAnswer.formatted(Arrays.asList("0", Arrays.asList("a", null))))
        .containsExactly("1) \"0\"", "2) 1) \"a\"", "   2) (nil)");
  }

  @Test
  void numbersOfLongListsAreAligned() {
    List<String> lines =
        RedisAnswer.formatted(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));

    assertThat(lines.get(0)).isEqualTo(" 1) \"a\"");
    assertThat(lines.get(9)).isEqualTo("10) \"j\"");
  }

  @Test
  void programsGetTheBareTexts() {
    assertThat(RedisAnswer.raw(Arrays.asList("a b", 1L, null))).containsExactly("a b", "1", "");
  }
}
