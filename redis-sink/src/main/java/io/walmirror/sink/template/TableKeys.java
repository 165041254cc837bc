package io.walmirror.sink.template;

import io.walmirror.sink.template.Template.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** The keys of one table: literal text, and the values of a row's primary key. */
public final class TableKeys {

  /** Stands for a value among characters. */
  private static final String ANY = "";

  /** Stands for a value in a name. */
  private static final String VALUE = "${}";

  /** What means something in a pattern of SCAN. */
  private static final String SPECIAL = "*?[]\\^-";

  private final List<Part> parts;
  private final String separator;
  private final Escape single;
  private final Escape composite;

  TableKeys(Template template, String separator, Escape single, Escape composite) {
    this.parts = template.parts();
    this.separator = separator;
    this.single = single;
    this.composite = composite;
  }

  /** The key of a row: its primary key's values, and where among them a column is. */
  public String key(List<String> primaryKey, ToIntFunction<String> place) {
    Escape escape = primaryKey.size() == 1 || !usesWholeKey() ? single : composite;
    StringBuilder key = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Literal literal) {
        key.append(literal.text());
      } else if (part instanceof Part.Placeholder placeholder) {
        if (placeholder.name().equals(KeyTemplate.PK)) {
          appendAll(key, primaryKey, escape);
        } else {
          key.append(escape.apply(primaryKey.get(place.applyAsInt(placeholder.name()))));
        }
      }
    }
    return key.toString();
  }

  /**
   * What the keys have in common: their beginning where the value is at their end, otherwise the
   * text with <code>${}</code> in place of each value.
   */
  public String name() {
    if (parts.size() <= 2 && parts.get(parts.size() - 1) instanceof Part.Placeholder) {
      return parts.size() == 1 ? "" : literal(parts.get(0));
    }
    StringBuilder name = new StringBuilder();
    for (Part part : parts) {
      name.append(part instanceof Part.Literal ? literal(part) : VALUE);
    }
    return name.toString();
  }

  /** What SCAN finds them by: their literal text, and anything in place of a value. */
  public String pattern() {
    StringBuilder pattern = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Literal) {
        quote(literal(part), pattern);
      } else {
        pattern.append('*');
      }
    }
    return pattern.toString();
  }

  /** Whether there is a key that is one of these and one of those, as their patterns have it. */
  public boolean meets(TableKeys others) {
    List<String> these = pieces();
    List<String> those = others.pieces();
    boolean[] before = new boolean[those.size() + 1];
    for (int i = 0; i <= these.size(); i++) {
      boolean[] now = new boolean[those.size() + 1];
      for (int j = 0; j <= those.size(); j++) {
        boolean anyThis = i > 0 && these.get(i - 1).equals(ANY);
        boolean anyThat = j > 0 && those.get(j - 1).equals(ANY);
        now[j] =
            (i == 0 && j == 0)
                || (anyThis && (before[j] || (j > 0 && now[j - 1])))
                || (anyThat && (now[j - 1] || (i > 0 && before[j])))
                || (i > 0
                    && j > 0
                    && !anyThis
                    && !anyThat
                    && before[j - 1]
                    && these.get(i - 1).equals(those.get(j - 1)));
      }
      before = now;
    }
    return before[those.size()];
  }

  /** The characters, and an empty text for each value. */
  private List<String> pieces() {
    List<String> pieces = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Literal literal) {
        literal.text().chars().forEach(c -> pieces.add(String.valueOf((char) c)));
      } else {
        pieces.add(ANY);
      }
    }
    return pieces;
  }

  private boolean usesWholeKey() {
    return parts.contains(new Part.Placeholder(KeyTemplate.PK));
  }

  private void appendAll(StringBuilder key, List<String> values, Escape escape) {
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        key.append(separator);
      }
      key.append(escape.apply(values.get(i)));
    }
  }

  private static void quote(String text, StringBuilder pattern) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (SPECIAL.indexOf(c) >= 0) {
        pattern.append('\\');
      }
      pattern.append(c);
    }
  }

  private static String literal(Part part) {
    return ((Part.Literal) part).text();
  }
}
