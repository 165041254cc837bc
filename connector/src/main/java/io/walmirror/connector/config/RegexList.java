package io.walmirror.connector.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of regular expressions, separated by commas. A comma behind a backslash is part of the
 * expression, without that backslash, as in Debezium's lists.
 */
final class RegexList {

  private RegexList() {}

  /** The expressions of a setting's text. */
  static List<String> of(String text) {
    return joined(List.of(text.split(",", -1)));
  }

  /** The expressions of what was split at every comma; none of them empty. */
  static List<String> joined(List<?> pieces) {
    List<String> expressions = new ArrayList<>();
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      expression.append(pieces.get(i));
      if (i + 1 < pieces.size() && isEscaped(expression)) {
        expression.setCharAt(expression.length() - 1, ',');
      } else {
        String whole = expression.toString().trim();
        expression.setLength(0);
        if (!whole.isEmpty()) {
          expressions.add(whole);
        }
      }
    }
    return expressions;
  }

  /** Whether a backslash at the end is for what follows: a pair of them is one of its own. */
  private static boolean isEscaped(CharSequence text) {
    int backslashes = 0;
    while (backslashes < text.length() && text.charAt(text.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
