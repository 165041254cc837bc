package io.walmirror.stack.up.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PanelTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Panel panel = new Panel(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  private String printed(List<String> lines, int columns, int height) {
    bytes.reset();
    panel.show(lines, new Terminal.Size(columns, height));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void linesAreWrittenAgainWhereTheyWere() {
    assertThat(printed(List.of("one", "two"), 80, 24)).doesNotContain("A\r").contains("one");
    assertThat(printed(List.of("three"), 80, 24)).startsWith("\u001b[2A\r").contains("three");
    assertThat(printed(List.of("four"), 80, 24)).startsWith("\u001b[1A\r");
  }

  @Test
  void nothingIsWiderOrHigherThanTheTerminal() {
    String printed = printed(List.of("abcdefghij", "two", "three", "four"), 5, 3);

    assertThat(printed).contains("abcd").doesNotContain("abcde").doesNotContain("three");
  }
}
