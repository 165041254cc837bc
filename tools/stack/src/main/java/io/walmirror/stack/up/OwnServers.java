package io.walmirror.stack.up;

import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.rest.RestException;
import io.walmirror.stack.up.mirror.RedisKeyspaces;
import io.walmirror.stack.up.mirror.UnreadableException;
import io.walmirror.stack.up.running.ExitCode;
import io.walmirror.stack.up.shop.ShopSchema;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Looks at somebody's servers before anything is created in them, and refuses what is not safe. */
final class OwnServers {

  private OwnServers() {}

  static void inspect(Options options, Quickstart quickstart) {
    options.postgres().ifPresent(address -> postgres(address, quickstart));
    options.redis().ifPresent(uri -> redis(uri, quickstart));
    options.connect().ifPresent(uri -> connect(uri, quickstart));
  }

  static String schemaExists(PostgresAddress address) {
    return "There is a schema \""
        + ShopSchema.NAME
        + "\" in "
        + address
        + " already, and up touches nothing that it did not create.\n"
        + "Name another database, or remove it if a former up left it: DROP SCHEMA "
        + ShopSchema.NAME
        + " CASCADE";
  }

  private static void postgres(PostgresAddress address, Quickstart quickstart) {
    try (Connection connection = address.connect()) {
      if (ShopSchema.exists(connection)) {
        throw refuse(schemaExists(address));
      }
      String level = value(connection, "SHOW wal_level");
      if (!level.equals("logical")) {
        throw refuse(
            "PostgreSQL at "
                + address
                + " has wal_level="
                + level
                + "; logical decoding needs\n"
                + "  ALTER SYSTEM SET wal_level = 'logical'   and a restart of the server");
      }
      refuseIfThere(
          connection,
          "SELECT 1 FROM pg_replication_slots WHERE slot_name = ?",
          quickstart.slot(),
          "replication slot",
          "SELECT pg_drop_replication_slot('" + quickstart.slot() + "')");
      refuseIfThere(
          connection,
          "SELECT 1 FROM pg_publication WHERE pubname = ?",
          quickstart.publication(),
          "publication",
          "DROP PUBLICATION " + quickstart.publication());
    } catch (SQLException e) {
      throw unreachable(
          "PostgreSQL at "
              + address
              + " cannot be used: "
              + e.getMessage()
              + "\nCheck host, port, user and password (PGPASSWORD) of --postgres.",
          e);
    }
  }

  private static void redis(URI uri, Quickstart quickstart) {
    try (RedisKeyspaces keyspaces =
        new RedisKeyspaces(() -> RespClient.connect(uri), Quickstart.VERSION_FIELD)) {
      for (String keyspace : quickstart.keyspaces()) {
        if (!keyspaces.keys(keyspace).isEmpty()) {
          throw refuse(
              "Redis at "
                  + RedisAddress.shown(uri)
                  + " has keys that begin with \""
                  + keyspace
                  + ":\" already, and up touches nothing that it did not create.\n"
                  + "Name another database of it: redis://host:port/1");
        }
      }
    } catch (UnreadableException e) {
      throw unreachable(
          "Redis at "
              + RedisAddress.shown(uri)
              + " cannot be used: "
              + e.getCause().getMessage()
              + "\nCheck host, port and password (REDISCLI_AUTH) of --redis.",
          e);
    }
  }

  private static void connect(URI uri, Quickstart quickstart) {
    try {
      ConnectRest rest = new ConnectRest(uri);
      List<String> plugins = rest.plugins();
      for (String needed : quickstart.pluginClasses()) {
        if (!plugins.contains(needed)) {
          throw refuse(
              "The Connect worker at "
                  + uri
                  + " does not know "
                  + needed
                  + ".\nUnpack the zips (connector, transforms, redis-sink: target/walmirror-*.zip)"
                  + " into a folder of its plugin.path and restart it.");
        }
      }
      List<String> there = rest.connectors();
      for (ConnectorFile file : quickstart.connectors()) {
        if (there.contains(file.name())) {
          throw refuse(
              "The Connect worker at "
                  + uri
                  + " has a connector "
                  + file.name()
                  + " already.\nIf a former up left it: curl -X DELETE "
                  + uri.resolve("/connectors/" + file.name()));
        }
      }
    } catch (RestException e) {
      throw unreachable("Kafka Connect at " + uri + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void refuseIfThere(
      Connection connection, String query, String name, String kind, String cure)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet result = statement.executeQuery()) {
        if (result.next()) {
          throw refuse(
              "There is a " + kind + " " + name + " already. If a former up left it: " + cure);
        }
      }
    }
  }

  private static String value(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }

  private static UpException refuse(String message) {
    return new UpException(ExitCode.UNREACHABLE, message);
  }

  private static UpException unreachable(String message, Exception cause) {
    return new UpException(ExitCode.UNREACHABLE, message, cause);
  }
}
