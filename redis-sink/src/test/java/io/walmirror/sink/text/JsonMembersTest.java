package io.walmirror.sink.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMembersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "1.50",
        "-0.0",
        "1E400",
        "[]",
        "{}",
        "[1, {\"a\" :[ ]}]",
        "\"\"",
        "\"a \\\"b\\\" \\u00e9 é 日本 🦭\"",
        "true",
        "null"
      })
  void aMemberKeepsItsVeryText(String value) {
    for (String object :
        List.of("{\"a\":%s}", "{\"b\":\"é\", \"a\" : %s , \"c\":[2]}", "{\"a\":%s\n}")) {
      Map<String, String> members = JsonMembers.of(String.format(object, value)).orElseThrow();
      assertThat(members).containsEntry("a", value);
      assertThat(JsonMembers.of(JsonMembers.object(members).toString())).contains(members);
    }
  }

  @Test
  void namesAreReadAndWrittenWithTheirEscapes() {
    Map<String, String> members = JsonMembers.of("{\"a\\\"\\u0041\":1}").orElseThrow();
    assertThat(members).isEqualTo(Map.of("a\"A", "1"));
    assertThat(JsonMembers.object(members).toString()).isEqualTo("{\"a\\\"A\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "{", "{\"a\"", "{\"a\":", "{\"a\":\"", "x"})
  void whatIsNoObjectHasNone(String text) {
    assertThat(JsonMembers.of(text)).isEmpty();
  }
}
