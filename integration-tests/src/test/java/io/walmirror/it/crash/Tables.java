package io.walmirror.it.crash;

import io.walmirror.stack.server.Database;
import java.util.List;
import java.util.Map;

/** The tables of a run and their keys. */
final class Tables {

  /** Columns of the primary key by table. */
  static final Map<String, List<String>> KEYS =
      Map.of("account", List.of("id"), "line", List.of("ref", "n"), "bulk", List.of("id"));

  /** What logical messages are under, beside the tables. */
  static final String MESSAGE = "message";

  static final String MESSAGE_PREFIX = "crash";

  /** Begins whatever is rolled back, and so must be nowhere. */
  static final String ROLLED_BACK = "rolledback";

  private Tables() {}

  static void create(Database database) {
    database.execute(
        "CREATE TABLE account (id bigint PRIMARY KEY, rev bigint NOT NULL, body text)",
        "CREATE TABLE line (ref text, n integer, rev bigint NOT NULL, body text,"
            + " PRIMARY KEY (ref, n))",
        "CREATE TABLE bulk (id bigint PRIMARY KEY, rev bigint NOT NULL, body text)");
  }
}
