package io.walmirror.sink.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Literal text with placeholders of the form {@code ${name}}. */
public record Template(List<Part> parts) {

  /** A piece of a template. */
  public sealed interface Part {
    record Literal(String text) implements Part {}

    record Placeholder(String name) implements Part {}
  }

  public Template {
    parts = List.copyOf(parts);
  }

  /** Reads a template whose placeholders are all among those allowed. */
  public static Template parse(String text, Set<String> allowed) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf("${", at);
      if (open < 0) {
        parts.add(new Part.Literal(text.substring(at)));
        break;
      }
      if (open > at) {
        parts.add(new Part.Literal(text.substring(at, open)));
      }
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException("\"${\" without \"}\"");
      }
      String name = text.substring(open + 2, close);
      if (!allowed.contains(name)) {
        throw new IllegalArgumentException(
            "unknown placeholder ${" + name + "}; known are " + list(allowed));
      }
      parts.add(new Part.Placeholder(name));
      at = close + 1;
    }
    return new Template(parts);
  }

  public boolean uses(String placeholder) {
    return parts.contains(new Part.Placeholder(placeholder));
  }

  public boolean hasPlaceholder() {
    return parts.stream().anyMatch(part -> part instanceof Part.Placeholder);
  }

  /** The text with every placeholder replaced by what it stands for. */
  public String fill(UnaryOperator<String> value) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Literal literal) {
        text.append(literal.text());
      } else if (part instanceof Part.Placeholder placeholder) {
        text.append(value.apply(placeholder.name()));
      }
    }
    return text.toString();
  }

  private static String list(Set<String> names) {
    return names.stream()
        .sorted()
        .map(name -> "${" + name + "}")
        .reduce((a, b) -> a + ", " + b)
        .orElse("none");
  }
}
