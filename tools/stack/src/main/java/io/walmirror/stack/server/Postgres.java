package io.walmirror.stack.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A PostgreSQL server that can do logical decoding. */
public interface Postgres extends Server {

  /** A superuser. */
  String user();

  String password();

  default String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
  }

  /** A connection of {@link #user()}. */
  default Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), user(), password());
  }

  /** The server's major version, {@code 18}. */
  default int majorVersion() {
    return Integer.parseInt(database("postgres").value("SHOW server_version_num")) / 10_000;
  }

  /** A new database with names for a slot and a publication; all of it goes when it is closed. */
  default Database freshDatabase() {
    return Database.fresh(this);
  }

  /** The database of that name, created when it is not there; it stays when it is closed. */
  default Database database(String name) {
    return Database.named(this, name);
  }
}
