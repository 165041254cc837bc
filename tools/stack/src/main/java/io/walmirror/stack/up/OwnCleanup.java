package io.walmirror.stack.up;

import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.up.mirror.RedisKeyspaces;
import io.walmirror.stack.up.mirror.UnreadableException;
import io.walmirror.stack.up.shop.ShopSchema;
import io.walmirror.stack.up.shop.ShopTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Removes from somebody's servers what {@code up} created there. */
final class OwnCleanup {

  private static final int TRIES = 150;
  private static final long PAUSE_MILLIS = 100;

  private final Services services;
  private final Quickstart quickstart;

  OwnCleanup(Services services, Quickstart quickstart) {
    this.services = services;
    this.quickstart = quickstart;
  }

  void schema(List<String> problems) throws SQLException {
    try (Connection connection = services.postgres().connect()) {
      ShopSchema.drop(connection);
    }
  }

  /** Drops publication and slot, as soon as nobody reads from it any more. */
  void slotAndPublication(List<String> problems) throws SQLException, InterruptedException {
    try (Connection connection = services.postgres().connect()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("DROP PUBLICATION IF EXISTS " + quickstart.publication());
      }
      for (int i = 0; i < TRIES; i++) {
        if (slotIsDropped(connection)) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
    problems.add(
        "somebody still reads from the slot "
            + quickstart.slot()
            + "; later: SELECT pg_drop_replication_slot('"
            + quickstart.slot()
            + "')");
  }

  /**
   * Deletes all rows and waits until the source has streamed that. Its topics then end with the
   * rows' deletion: whoever reads them from the start ends with nothing.
   */
  void rows(List<String> problems) throws SQLException, InterruptedException {
    ShopTable[] tables = ShopTable.values();
    try (Connection connection = services.postgres().connect()) {
      try (Statement statement = connection.createStatement()) {
        for (int i = tables.length - 1; i >= 0; i--) {
          statement.execute("DELETE FROM " + ShopSchema.NAME + "." + tables[i].sqlName());
        }
      }
      String end = value(connection, "SELECT pg_current_wal_lsn()");
      String confirmed =
          "SELECT 1 FROM pg_replication_slots WHERE slot_name = ? AND confirmed_flush_lsn >= '"
              + end
              + "'::pg_lsn";
      for (int i = 0; i < TRIES; i++) {
        if (run(connection, confirmed)) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
    problems.add("the rows' deletion: the source did not stream it into its topics");
  }

  /** Waits until the sinks have removed the keys of the rows that were deleted. */
  void awaitKeys(List<String> problems) throws UnreadableException, InterruptedException {
    try (RedisKeyspaces keyspaces =
        new RedisKeyspaces(services::redisClient, Quickstart.VERSION_FIELD)) {
      for (int i = 0; i < TRIES; i++) {
        int left = 0;
        for (String keyspace : quickstart.keyspaces()) {
          left += keyspaces.keys(keyspace).size();
        }
        if (left == 0) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
    problems.add("the sinks did not remove all keys; those left are removed directly");
  }

  /** Removes the keys that are left, and what Walmirror remembers of them. */
  void keys(List<String> problems) {
    try (RespClient redis = services.redisClient()) {
      for (String keyspace : quickstart.keyspaces()) {
        remove(redis, keyspace + ":*");
        remove(redis, "walmirror:1:*:" + keyspace + ":*");
      }
      for (ConnectorFile sink : quickstart.sinks()) {
        remove(redis, "walmirror:1:w:*:" + sink.name() + ":*");
        remove(redis, "walmirror:1:meta:" + sink.name() + ":*");
      }
    }
  }

  private boolean slotIsDropped(Connection connection) throws SQLException {
    String ours = " FROM pg_replication_slots WHERE slot_name = ?";
    run(connection, "SELECT pg_terminate_backend(active_pid)" + ours + " AND active");
    run(connection, "SELECT pg_drop_replication_slot(slot_name)" + ours + " AND NOT active");
    return !run(connection, "SELECT 1" + ours);
  }

  private boolean run(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, quickstart.slot());
      return statement.executeQuery().next();
    }
  }

  private static String value(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }

  private static void remove(RespClient redis, String pattern) {
    String cursor = "0";
    do {
      List<?> answer = (List<?>) redis.call("SCAN", cursor, "MATCH", pattern, "COUNT", "1000");
      cursor = answer.get(0).toString();
      List<String> command = new ArrayList<>(List.of("UNLINK"));
      ((List<?>) answer.get(1)).forEach(key -> command.add(key.toString()));
      if (command.size() > 1) {
        redis.call(command.toArray(String[]::new));
      }
    } while (!cursor.equals("0"));
  }
}
