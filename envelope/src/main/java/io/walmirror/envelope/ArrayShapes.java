package io.walmirror.envelope;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arrays of a row that are no plain lists, by their columns. In a header: the letter {@code d},
 * then for each {@code +}, the percent-coded name and, for each dimension, {@code .first.size}.
 * Their order is kept.
 */
public record ArrayShapes(Map<String, ArrayShape> byColumn) {

  public static final ArrayShapes NONE = new ArrayShapes(Map.of());

  public ArrayShapes {
    byColumn = Collections.unmodifiableMap(new LinkedHashMap<>(byColumn));
  }

  public static ArrayShapes parse(String text) {
    if (!text.startsWith("d")) {
      throw malformed("does not begin with d", text);
    }
    Map<String, ArrayShape> shapes = new LinkedHashMap<>();
    int from = 1;
    while (from < text.length()) {
      if (text.charAt(from) != '+') {
        throw malformed("a name without +", text);
      }
      int next = text.indexOf('+', from + 1);
      int end = next < 0 ? text.length() : next;
      String[] parts = text.substring(from + 1, end).split("\\.", -1);
      shapes.put(PercentCoding.decode(HeaderNames.ARRAYS, parts[0]), shape(parts, text));
      from = end;
    }
    return new ArrayShapes(shapes);
  }

  private static ArrayShape shape(String[] parts, String text) {
    if (parts.length % 2 == 0) {
      throw malformed("a dimension without size", text);
    }
    List<ArrayShape.Dimension> dimensions = new ArrayList<>();
    try {
      for (int i = 1; i < parts.length; i += 2) {
        dimensions.add(
            new ArrayShape.Dimension(Integer.parseInt(parts[i]), Integer.parseInt(parts[i + 1])));
      }
      return new ArrayShape(dimensions);
    } catch (IllegalArgumentException e) {
      throw new MalformedHeaderException(HeaderNames.ARRAYS, e.getMessage() + ": " + text, e);
    }
  }

  private static MalformedHeaderException malformed(String why, String text) {
    return new MalformedHeaderException(HeaderNames.ARRAYS, why + ": " + text);
  }

  /** The header's text. */
  public String text() {
    StringBuilder text = new StringBuilder("d");
    byColumn.forEach(
        (column, shape) -> {
          text.append('+').append(PercentCoding.encode(column));
          for (ArrayShape.Dimension dimension : shape.dimensions()) {
            text.append('.').append(dimension.first()).append('.').append(dimension.size());
          }
        });
    return text.toString();
  }

  public boolean isEmpty() {
    return byColumn.isEmpty();
  }

  /** The shape of that column's array; nothing where it is a plain list, or no array. */
  public Optional<ArrayShape> of(String column) {
    return Optional.ofNullable(byColumn.get(column));
  }
}
