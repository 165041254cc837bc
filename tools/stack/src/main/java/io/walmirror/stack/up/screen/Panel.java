package io.walmirror.stack.up.screen;

import java.io.PrintStream;
import java.util.List;

/**
 * Lines at the bottom of a terminal that are written again in place.
 *
 * <p>Used by one thread.
 */
public final class Panel {

  private static final String END_OF_LINE = "\u001b[0m\u001b[K\n";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintStream out;
  private int shown;

  public Panel(PrintStream out) {
    this.out = out;
  }

  /** Shows these lines instead of those before, cut to the terminal. */
  public void show(List<String> lines, Terminal.Size size) {
    StringBuilder text = new StringBuilder();
    if (shown > 0) {
      text.append("\u001b[").append(Math.min(shown, size.lines() - 1)).append('A');
    }
    text.append('\r');
    int count = Math.min(lines.size(), size.lines() - 1);
    for (String line : lines.subList(0, count)) {
      text.append(TextWidth.cut(line, size.columns() - 1));
      text.append(END_OF_LINE);
    }
    text.append(CLEAR_BELOW);
    out.print(text);
    out.flush();
    shown = count;
  }
}
