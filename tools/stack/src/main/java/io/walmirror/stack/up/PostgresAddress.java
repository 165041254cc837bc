package io.walmirror.stack.up;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Where a database is and who goes there. */
record PostgresAddress(
    String host, int port, String database, String user, String password, String sslmode) {

  private static final int USUAL_PORT = 5432;

  /**
   * Reads {@code postgresql://user:password@host:port/database?sslmode=…}, with or without {@code
   * jdbc:} before it. The password may come from PGPASSWORD instead.
   */
  static PostgresAddress parse(String url, Map<String, String> environment) {
    URI uri = uri(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
    Map<String, String> query = query(uri.getRawQuery());
    String[] userInfo =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    String user = userInfo.length > 0 ? decoded(userInfo[0]) : query.get("user");
    String password = userInfo.length > 1 ? decoded(userInfo[1]) : query.get("password");
    if (user == null || user.isEmpty()) {
      throw new IllegalArgumentException("it names no user");
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    return new PostgresAddress(
        uri.getHost(),
        uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
        path.length() > 1 ? path.substring(1) : user,
        user,
        password != null ? password : environment.getOrDefault("PGPASSWORD", ""),
        query.getOrDefault("sslmode", "prefer"));
  }

  String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?sslmode=" + sslmode;
  }

  /** For people: no password. */
  @Override
  public String toString() {
    return host + ":" + port + "/" + database;
  }

  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "walmirror up");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    return DriverManager.getConnection(jdbcUrl(), properties);
  }

  private static URI uri(String url) {
    URI uri = URI.create(url);
    boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
    if (!known || uri.getHost() == null) {
      throw new IllegalArgumentException("it is not postgresql://user@host:port/database");
    }
    return uri;
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
