package io.walmirror.connector.snapshot.demand;

import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Expressions for {@code schema.table}: the whole name, in any case. */
final class Patterns {

  private static final Pattern NAME = Pattern.compile("\\w+");

  private Patterns() {}

  /** True if one of them means this table. */
  static boolean match(List<String> expressions, TableName table) {
    return expressions.stream().anyMatch(each -> match(each, table));
  }

  /** True if one of them means the table that this names; of an expression nobody can tell. */
  static boolean cover(List<String> expressions, String name) {
    String[] parts = name.strip().split("\\.", -1);
    return parts.length == 2
        && NAME.matcher(parts[0]).matches()
        && NAME.matcher(parts[1]).matches()
        && match(expressions, new TableName(parts[0], parts[1]));
  }

  /** A name as it is written means its table too, whatever its characters mean in expressions. */
  static boolean match(String expression, TableName table) {
    String name = table.toString();
    String wanted = expression.strip();
    if (wanted.equalsIgnoreCase(name)) {
      return true;
    }
    try {
      return Pattern.compile(wanted, Pattern.CASE_INSENSITIVE).matcher(name).matches();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
