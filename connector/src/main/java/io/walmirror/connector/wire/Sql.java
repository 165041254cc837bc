package io.walmirror.connector.wire;

import java.util.Locale;

/** Names written into SQL and replication commands, which take no parameters there. */
public final class Sql {

  private Sql() {}

  /** A quoted identifier. */
  public static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** A quoted literal. */
  public static String literal(String text) {
    String quoted = text.replace("'", "''");
    return quoted.indexOf('\\') >= 0
        ? "E'" + quoted.replace("\\", "\\\\") + "'"
        : "'" + quoted + "'";
  }

  /** A name as people read it in a message's SQL: quoted only where it must be. */
  public static String shown(String name) {
    boolean plain = name.matches("[a-z_][a-z0-9_]*") && name.equals(name.toLowerCase(Locale.ROOT));
    return plain ? name : identifier(name);
  }
}
