package io.walmirror.connector.config;

import io.walmirror.connector.wire.Database;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Where the database is, and as whom to connect. */
public final class DatabaseSettings {

  public static final String HOSTNAME = "database.hostname";
  public static final String PORT = "database.port";
  public static final String USER = "database.user";
  public static final String PASSWORD = "database.password";
  public static final String DBNAME = "database.dbname";
  public static final String SSL_MODE = "database.sslmode";

  private static final String PREFIX = "database.";
  private static final String GROUP = "Database";

  private DatabaseSettings() {}

  static void define(ConfigDef config) {
    int order = 0;
    config
        .define(
            HOSTNAME,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Rules.NOT_BLANK,
            Importance.HIGH,
            "Host name or address of the PostgreSQL server.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Host")
        .define(
            PORT,
            ConfigDef.Type.INT,
            5432,
            ConfigDef.Range.between(1, 65535),
            Importance.HIGH,
            "Port of the PostgreSQL server.",
            GROUP,
            ++order,
            Width.SHORT,
            "Port")
        .define(
            USER,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Rules.NOT_BLANK,
            Importance.HIGH,
            "Role to connect as; it needs LOGIN, REPLICATION and SELECT on the captured tables.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "User")
        .define(
            PASSWORD,
            ConfigDef.Type.PASSWORD,
            "",
            Importance.HIGH,
            "Password of the role.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Password")
        .define(
            DBNAME,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Rules.NOT_BLANK,
            Importance.HIGH,
            "Name of the database whose changes are streamed.",
            GROUP,
            ++order,
            Width.MEDIUM,
            "Database")
        .define(
            SSL_MODE,
            ConfigDef.Type.STRING,
            "prefer",
            Rules.oneOf("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
            Importance.MEDIUM,
            "How TLS is used: disable, allow, prefer, require, verify-ca or verify-full. Other"
                + " settings of the PostgreSQL JDBC driver are passed on under database.<name>, such"
                + " as database.sslrootcert.",
            GROUP,
            ++order,
            Width.SHORT,
            "TLS mode");
  }

  /** The database that these settings name. */
  static Database database(AbstractConfig config, String client) {
    Map<String, String> driver = new HashMap<>();
    config
        .originalsWithPrefix(PREFIX)
        .forEach((key, value) -> driver.put(key, String.valueOf(value)));
    for (String own : new String[] {HOSTNAME, PORT, USER, PASSWORD, DBNAME}) {
      driver.remove(own.substring(PREFIX.length()));
    }
    driver.put(SSL_MODE.substring(PREFIX.length()), config.getString(SSL_MODE));
    return new Database(
        config.getString(HOSTNAME),
        config.getInt(PORT),
        config.getString(DBNAME),
        config.getString(USER),
        config.getPassword(PASSWORD).value(),
        driver,
        client);
  }
}
