package io.walmirror.sink.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
    Template template = parse(text);
    for (String name : template.placeholders()) {
      if (!allowed.contains(name)) {
        throw new IllegalArgumentException(
            "unknown placeholder ${" + name + "}; known are " + list(allowed));
      }
    }
    return template;
  }

  /** Reads a template with any placeholders. */
  public static Template parse(String text) {
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
      if (name.isEmpty()) {
        throw new IllegalArgumentException("\"${}\" names nothing");
      }
      parts.add(new Part.Placeholder(name));
      at = close + 1;
    }
    return new Template(parts);
  }

  public boolean uses(String placeholder) {
    return parts.contains(new Part.Placeholder(placeholder));
  }

  /** The names of the placeholders, in their order. */
  public List<String> placeholders() {
    List<String> names = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Placeholder placeholder) {
        names.add(placeholder.name());
      }
    }
    return names;
  }

  /** The same, with no two literal texts side by side. */
  Template merged() {
    List<Part> merged = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Literal literal) {
        text.append(literal.text());
        continue;
      }
      addLiteral(text, merged);
      merged.add(part);
    }
    addLiteral(text, merged);
    return new Template(merged);
  }

  private static void addLiteral(StringBuilder text, List<Part> parts) {
    if (text.length() > 0) {
      parts.add(new Part.Literal(text.toString()));
      text.setLength(0);
    }
  }

  private static String list(Set<String> names) {
    return names.stream()
        .sorted()
        .map(name -> "${" + name + "}")
        .reduce((a, b) -> a + ", " + b)
        .orElse("none");
  }
}
