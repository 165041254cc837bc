package io.walmirror.stack.up.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of texts with aligned columns. Rows are added in the order in which they are shown.
 *
 * <p>Not thread-safe.
 */
public final class TextTable {

  /** To which side a column's texts are pushed. */
  public enum Side {
    LEFT,
    RIGHT
  }

  private record Column(String title, Side side) {}

  private static final String NEW_LINE_MARK = "↵";

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable column(String title, Side side) {
    columns.add(new Column(clean(title), side));
    return this;
  }

  /** Adds a row; it has as many texts as there are columns. */
  public TextTable row(List<String> texts) {
    if (texts.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row of " + texts.size() + " in a table of " + columns.size() + " columns");
    }
    rows.add(texts.stream().map(TextTable::clean).toList());
    return this;
  }

  /** The titles, then the rows, without a frame. */
  public List<String> lines(String between) {
    List<String> lines = new ArrayList<>();
    lines.add(line(columns.stream().map(Column::title).toList(), between));
    rows.forEach(row -> lines.add(line(row, between)));
    return lines;
  }

  /** The titles, a rule, then the rows, as psql shows them. */
  public List<String> framed() {
    List<String> lines = new ArrayList<>();
    List<String> rule = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      rule.add("-".repeat(width(i) + 2));
    }
    List<String> plain = lines(" | ");
    lines.add(" " + plain.get(0));
    lines.add(String.join("+", rule));
    plain.subList(1, plain.size()).forEach(line -> lines.add(" " + line));
    return lines;
  }

  private String line(List<String> texts, String between) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      String padding = " ".repeat(width(i) - TextWidth.of(text));
      line.append(i == 0 ? "" : between);
      line.append(columns.get(i).side() == Side.LEFT ? text + padding : padding + text);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    int width = TextWidth.of(columns.get(column).title());
    for (List<String> row : rows) {
      width = Math.max(width, TextWidth.of(row.get(column)));
    }
    return width;
  }

  /** Keeps a text on one line, and keeps what terminals would take for a command from them. */
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\n') {
                clean.append(NEW_LINE_MARK);
              } else if (Character.isISOControl(point)) {
                clean.append(String.format("\\x%02x", point));
              } else {
                clean.appendCodePoint(point);
              }
            });
    return clean.toString();
  }
}
