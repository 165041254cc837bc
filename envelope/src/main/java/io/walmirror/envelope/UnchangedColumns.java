package io.walmirror.envelope;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The columns that a record leaves out because PostgreSQL did not send their value: a mirror leaves
 * them as they are. In a header: the letter {@code u}, then {@code +} and the percent-coded name
 * for each. Their order is kept.
 */
public record UnchangedColumns(Set<String> names) {

  public static final UnchangedColumns NONE = new UnchangedColumns(Set.of());

  public UnchangedColumns {
    names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
  }

  public static UnchangedColumns parse(String text) {
    if (!text.startsWith("u")) {
      throw new MalformedHeaderException(HeaderNames.UNCHANGED, "does not begin with u: " + text);
    }
    Set<String> names = new LinkedHashSet<>();
    int from = 1;
    while (from < text.length()) {
      if (text.charAt(from) != '+') {
        throw new MalformedHeaderException(HeaderNames.UNCHANGED, "a name without +: " + text);
      }
      int next = text.indexOf('+', from + 1);
      int end = next < 0 ? text.length() : next;
      names.add(PercentCoding.decode(HeaderNames.UNCHANGED, text.substring(from + 1, end)));
      from = end;
    }
    return new UnchangedColumns(names);
  }

  /** The header's text for these columns, in the order given. */
  public static String text(Collection<String> columns) {
    StringBuilder text = new StringBuilder("u");
    for (String column : columns) {
      text.append('+').append(PercentCoding.encode(column));
    }
    return text.toString();
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  public boolean contains(String column) {
    return names.contains(column);
  }
}
