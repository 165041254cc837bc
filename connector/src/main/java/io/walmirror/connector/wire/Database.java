package io.walmirror.connector.wire;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * The database that is mirrored, and how to connect to it. Every connection speaks UTC and ISO
 * dates and has no time limit of its own, whatever the server's or the role's defaults are.
 */
public record Database(
    String host,
    int port,
    String name,
    String user,
    String password,
    Map<String, String> driverSettings,
    String client) {

  private static final int CONNECT_SECONDS = 10;

  public Database {
    driverSettings = Map.copyOf(driverSettings);
  }

  /** An ordinary connection, shown to the DBA as {@code walmirror <client> <purpose>}. */
  public Connection connect(String purpose) throws SQLException {
    return open(properties(purpose));
  }

  /**
   * A connection to the walsender, whose socket can be claimed with the ticket unless the settings
   * name a socket factory of their own.
   */
  Connection connectForReplication(String ticket) throws SQLException {
    Properties properties = properties("stream");
    if (!properties.containsKey(PGProperty.SOCKET_FACTORY.getName())) {
      PGProperty.SOCKET_FACTORY.set(properties, WatchedSocketFactory.class.getName());
      PGProperty.SOCKET_FACTORY_ARG.set(properties, ticket);
    }
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return open(properties);
  }

  private Connection open(Properties properties) throws SQLException {
    String url = "jdbc:postgresql://" + bracketed(host) + ":" + port + "/" + urlEncoded(name);
    Connection connection = new Driver().connect(url, properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET DateStyle = 'ISO'");
      statement.execute("SET IntervalStyle = 'postgres'");
      statement.execute("SET extra_float_digits = 3");
      statement.execute("SET bytea_output = 'hex'");
      statement.execute("SET lc_monetary = 'C'");
      // A warning tells that the server skips changes; a role's own setting must not hide it.
      statement.execute("SET client_min_messages = 'warning'");
      statement.execute("SET statement_timeout = 0");
      statement.execute("SET lock_timeout = 0");
      statement.execute("SET idle_in_transaction_session_timeout = 0");
      if (connection.getMetaData().getDatabaseMajorVersion() >= 17) {
        statement.execute("SET transaction_timeout = 0");
      }
      return connection;
    } catch (SQLException e) {
      try {
        connection.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private Properties properties(String purpose) {
    Properties properties = new Properties();
    driverSettings.forEach(properties::setProperty);
    PGProperty.USER.set(properties, user);
    if (!password.isEmpty()) {
      PGProperty.PASSWORD.set(properties, password);
    }
    PGProperty.APPLICATION_NAME.set(properties, "walmirror " + client + " " + purpose);
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    if (!properties.containsKey(PGProperty.CONNECT_TIMEOUT.getName())) {
      PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
    }
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    return properties;
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static String urlEncoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return host + ":" + port + "/" + name + " as " + user;
  }
}
