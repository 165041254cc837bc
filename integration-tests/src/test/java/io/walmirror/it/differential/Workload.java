package io.walmirror.it.differential;

import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** The changes that both connectors read: every type, operation and replica identity. */
final class Workload {

  static final String END = "end-of-workload";

  private Workload() {}

  static void define(Database database) {
    database.execute(AllTypes.DEFINITIONS.toArray(String[]::new));
    database.execute(
        "CREATE TABLE first_row (id int PRIMARY KEY)",
        "CREATE TABLE after_message (id int PRIMARY KEY)");
    for (TypeCase type : AllTypes.list()) {
      database.execute(
          String.format(
              "CREATE TABLE %s (id int PRIMARY KEY, v %s, n %s NOT NULL, a %s[])",
              type.table(), type.type(), type.type(), type.type()));
    }
    LargeValues.define(database);
    DefaultValues.define(database);
    database.execute(
        "CREATE TABLE id_full (id int PRIMARY KEY, v text, n int NOT NULL)",
        "ALTER TABLE id_full REPLICA IDENTITY FULL",
        "CREATE TABLE id_nothing (id int PRIMARY KEY, v text)",
        "ALTER TABLE id_nothing REPLICA IDENTITY NOTHING",
        "CREATE TABLE id_index (id int, b text, a int NOT NULL, v text)",
        "CREATE UNIQUE INDEX id_index_a ON id_index (a)",
        "ALTER TABLE id_index REPLICA IDENTITY USING INDEX id_index_a",
        "CREATE TABLE no_key (id int, v text)",
        "CREATE TABLE two_keys (b text, a int, v text, PRIMARY KEY (a, b))",
        "CREATE TABLE \"odd-name 1\" (\"2nd col-umn\" int PRIMARY KEY, \"a.b c\" text, \"ü_x\" int"
            + " NOT NULL DEFAULT 5)",
        "CREATE TABLE grid (id int PRIMARY KEY, i int[], t text[], d date[], f float8[])",
        "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
  }

  static void run(Database database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO first_row VALUES (1)");
      for (String sql : OPERATIONS) {
        statement.execute(sql);
      }
      LargeValues.run(statement);
      DefaultValues.run(statement);
      // Last, because what comes behind their end is read in text.
      for (TypeCase type : AllTypes.list()) {
        rows(statement, type);
      }
      statement.execute("SELECT pg_logical_emit_message(true, '" + END + "', '')");
    }
  }

  private static void rows(Statement statement, TypeCase type) throws SQLException {
    String table = type.table();
    int count = type.literals().size();
    for (int i = 0; i < count; i++) {
      String value = type.literal(i);
      statement.execute(
          String.format(
              "INSERT INTO %s VALUES (%d, %s, %s, ARRAY[%s])", table, i, value, value, value));
    }
    statement.execute(
        String.format(
            "INSERT INTO %s VALUES (99, NULL, %s, NULL), (97, NULL, %s, ARRAY[%s, NULL])",
            table, type.literal(0), type.literal(0), type.literal(0)));
    statement.execute(
        String.format(
            "UPDATE %s SET v = n, a = '{}' WHERE id = 99; UPDATE %s SET id = 98 WHERE id = 99;"
                + " DELETE FROM %s WHERE id = 0; ALTER TABLE %s REPLICA IDENTITY FULL",
            table, table, table, table));
    statement.execute(
        String.format(
            "UPDATE %s SET v = %s WHERE id = 98; DELETE FROM %s WHERE id = 98",
            table, type.literal(count - 1), table));
  }

  private static final String[] OPERATIONS = {
    "INSERT INTO id_full VALUES (1, 'a', 1), (2, NULL, 2)",
    "UPDATE id_full SET v = 'b'",
    "UPDATE id_full SET id = id + 10",
    "DELETE FROM id_full",
    "INSERT INTO id_nothing VALUES (1, 'a')",
    "INSERT INTO id_index VALUES (1, 'b', 7, 'v')",
    "UPDATE id_index SET v = 'w'",
    "UPDATE id_index SET a = 8",
    "DELETE FROM id_index",
    "INSERT INTO no_key VALUES (1, 'a')",
    "INSERT INTO two_keys VALUES ('b', 1, 'v'), ('c', 2, NULL)",
    "BEGIN; UPDATE two_keys SET b = 'd' WHERE a = 1; DELETE FROM two_keys; COMMIT",
    "INSERT INTO \"odd-name 1\" VALUES (1, 'a', 1)",
    "UPDATE \"odd-name 1\" SET \"2nd col-umn\" = 2",
    "DELETE FROM \"odd-name 1\"",
    "INSERT INTO grid VALUES (1, '{{1,2},{3,4}}', NULL, '{2020-01-01}', '{}'),"
        + " (2, NULL, '{{a,NULL},{b,\"c,d\"}}', '{{2020-01-01},{1970-01-01}}', '{{{1.5}}}'),"
        + " (3, '[0:1]={1,NULL}', '[2:2][3:4]={{a,b}}', NULL, '[-1:0]={1.5,2}')",
    "UPDATE grid SET i = '{5}' WHERE id = 1",
    "TRUNCATE id_full, two_keys, no_key",
    "SELECT pg_logical_emit_message(true, 'inside', 'of a transaction')",
    "SELECT pg_logical_emit_message(false, 'outside', '\\x00ff'::bytea)",
    "INSERT INTO after_message VALUES (1)",
  };

  static boolean isEnd(SourceRecord record) {
    return record.topic().endsWith(".message")
        && END.equals(((Struct) record.key()).getString("prefix"));
  }
}
