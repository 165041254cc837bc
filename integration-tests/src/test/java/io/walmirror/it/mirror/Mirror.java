package io.walmirror.it.mirror;

import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows of tables as hashes: by SQL alone, each value as PostgreSQL prints it, and as a Redis
 * has them.
 *
 * @param hashes fields and values by key; the version field and the keys that Walmirror has for
 *     itself are left out
 */
public record Mirror(SortedMap<String, SortedMap<String, String>> hashes) {

  private static final String OWN_KEYS = "walmirror:";
  private static final String VERSION_FIELD = "_v";
  private static final String SESSION =
      "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET bytea_output = 'hex'";

  /** What the rows of these tables must be. */
  public static Mirror expected(Database database, List<Table> tables) {
    return expected(database, tables, Map.of());
  }

  /** The same, but for columns of these names whose values are what the expression says. */
  public static Mirror expected(
      Database database, List<Table> tables, Map<String, String> expressions) {
    SortedMap<String, SortedMap<String, String>> hashes = new TreeMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(SESSION);
      for (Table table : tables) {
        read(statement, table, expressions, hashes);
      }
    } catch (SQLException e) {
      throw new AssertionError("the tables cannot be read", e);
    }
    return new Mirror(hashes);
  }

  private static void read(
      Statement statement,
      Table table,
      Map<String, String> expressions,
      SortedMap<String, SortedMap<String, String>> hashes)
      throws SQLException {
    String columns =
        table.columns().stream()
            .map(name -> expressions.getOrDefault(name, name + "::text"))
            .collect(Collectors.joining(", "));
    String key =
        table.key().stream()
            // What would make two keys look alike is written as %XX.
            .map(name -> "replace(replace(" + name + "::text, '%', '%25'), ':', '%3A')")
            .collect(Collectors.joining(" || ':' || "));
    String query =
        String.format("SELECT '%s:' || %s, %s FROM %s", table.name(), key, columns, table.name());
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        SortedMap<String, String> fields = new TreeMap<>();
        for (int i = 0; i < table.columns().size(); i++) {
          String value = rows.getString(i + 2);
          if (value != null) {
            fields.put(table.columns().get(i), value);
          }
        }
        hashes.put(rows.getString(1), fields);
      }
    }
  }

  /** What a Redis has. */
  public static Mirror actual(RespClient redis) {
    List<String> keys = keys(redis);
    List<Object> answers =
        redis.pipeline(keys.stream().map(key -> new String[] {"HGETALL", key}).toList());
    SortedMap<String, SortedMap<String, String>> hashes = new TreeMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (answers.get(i) instanceof List<?> pairs && !pairs.isEmpty()) {
        hashes.put(keys.get(i), fields(pairs));
      }
    }
    return new Mirror(hashes);
  }

  private static List<String> keys(RespClient redis) {
    List<String> keys = new ArrayList<>();
    String cursor = "0";
    do {
      List<?> page = (List<?>) redis.call("SCAN", cursor, "COUNT", "1000");
      cursor = page.get(0).toString();
      for (Object key : (List<?>) page.get(1)) {
        if (!key.toString().startsWith(OWN_KEYS)) {
          keys.add(key.toString());
        }
      }
    } while (!cursor.equals("0"));
    return keys;
  }

  private static SortedMap<String, String> fields(List<?> pairs) {
    SortedMap<String, String> fields = new TreeMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      fields.put(pairs.get(i).toString(), pairs.get(i + 1).toString());
    }
    fields.remove(VERSION_FIELD);
    return fields;
  }

  /** The first few keys that are not alike in both; empty when all are. */
  public String differences(Mirror other) {
    List<String> keys = new ArrayList<>(hashes.keySet());
    other.hashes.keySet().stream().filter(key -> !hashes.containsKey(key)).forEach(keys::add);
    return keys.stream()
        .filter(
            key -> !String.valueOf(hashes.get(key)).equals(String.valueOf(other.hashes.get(key))))
        .limit(5)
        .map(key -> "\n" + key + "\n  " + hashes.get(key) + "\n  " + other.hashes.get(key))
        .collect(Collectors.joining());
  }
}
