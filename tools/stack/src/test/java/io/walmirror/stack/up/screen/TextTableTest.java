package io.walmirror.stack.up.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.stack.up.screen.TextTable.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void columnsAreAligned() {
    TextTable table = new TextTable().column("name", Side.LEFT).column("rows", Side.RIGHT);
    table.row(List.of("orders", "5"));
    table.row(List.of("a", "12,345"));

    assertThat(table.lines("  "))
        .containsExactly("name      rows", "orders       5", "a       12,345");
  }

  @Test
  void aFrameLooksAsInPsql() {
    TextTable table = new TextTable().column("id", Side.RIGHT).column("name", Side.LEFT);
    table.row(List.of("1", "Ada"));

    assertThat(table.framed()).containsExactly(" id | name", "----+------", "  1 | Ada");
  }

  @Test
  void wideAndCombiningCharactersKeepTheColumnsAligned() {
    TextTable table = new TextTable().column("n", Side.LEFT).column("x", Side.LEFT);
    table.row(List.of("李雷", "1"));
    table.row(List.of("e\u0301ab", "2"));
    table.row(List.of("🦊", "3"));

    assertThat(table.lines("|")).containsExactly("n   |x", "李雷|1", "e\u0301ab |2", "🦊  |3");
  }

  @Test
  void noValueBreaksALineOrCommandsTheTerminal() {
    TextTable table = new TextTable().column("n", Side.LEFT);
    table.row(List.of("a\nb\u001b[2J\t"));

    assertThat(table.lines("|")).hasSize(2);
    assertThat(table.lines("|").get(1)).isEqualTo("a↵b\\x1b[2J\\x09");
  }

  @Test
  void aRowOfAnotherWidthIsRefused() {
    assertThatThrownBy(() -> new TextTable().column("n", Side.LEFT).row(List.of("1", "2")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cuttingCountsColumnsNotCharactersAndNoColours() {
    assertThat(TextWidth.cut("李雷abc", 5)).isEqualTo("李雷a");
    assertThat(TextWidth.cut("李雷", 3)).isEqualTo("李");
    assertThat(TextWidth.cut("\u001b[31mred\u001b[0m", 3)).isEqualTo("\u001b[31mred\u001b[0m");
    assertThat(TextWidth.cut("\u001b[31mred\u001b[0m", 2)).isEqualTo("\u001b[31mre");
  }
}
