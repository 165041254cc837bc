package io.walmirror.stack.external;

import io.walmirror.stack.process.StackException;
import io.walmirror.stack.server.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A PostgreSQL of one's own. */
public final class ExternalPostgres extends ExternalServer implements Postgres {

  private final String user;
  private final String password;
  private final String parameters;

  private ExternalPostgres(Properties parsed, String parameters) {
    super(
        "postgres",
        PGProperty.PG_HOST.getOrDefault(parsed),
        Integer.parseInt(PGProperty.PG_PORT.getOrDefault(parsed)));
    this.user = PGProperty.USER.getOrDefault(parsed);
    this.password = PGProperty.PASSWORD.getOrDefault(parsed);
    this.parameters = parameters;
  }

  /**
   * Connects once, to see that it can be used.
   *
   * @param url a JDBC URL with {@code user} and {@code password}
   */
  public static ExternalPostgres at(String url) {
    Properties parsed = Driver.parseURL(url, new Properties());
    if (parsed == null || PGProperty.USER.getOrDefault(parsed) == null) {
      throw new StackException(
          "postgres.url must be a JDBC URL with a user:"
              + " jdbc:postgresql://host:5432/postgres?user=…&password=…");
    }
    int question = url.indexOf('?');
    ExternalPostgres postgres =
        new ExternalPostgres(parsed, question < 0 ? "" : url.substring(question));
    postgres.check();
    return postgres;
  }

  private void check() {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet level = statement.executeQuery("SHOW wal_level")) {
      level.next();
      if (!level.getString(1).equals("logical")) {
        throw new StackException(
            "the PostgreSQL at "
                + host()
                + ":"
                + port()
                + " has wal_level "
                + level.getString(1)
                + "; run ALTER SYSTEM SET wal_level = logical, and restart it");
      }
    } catch (SQLException e) {
      throw new StackException(
          "the PostgreSQL at " + host() + ":" + port() + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public String user() {
    return user;
  }

  @Override
  public String password() {
    return password == null ? "" : password;
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database + parameters;
  }
}
