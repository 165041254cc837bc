package io.walmirror.sink.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach Redis.
 *
 * @param credentials asked at every connect, so that whoever rotates them is heard
 */
public record ConnectionConfig(
    RedisUri uri,
    TlsStores tls,
    Supplier<Credentials> credentials,
    Duration timeout,
    Optional<Replicas> replicas,
    String clientName) {

  public static final String URI = "redis.uri";
  public static final String USERNAME = "redis.username";
  public static final String PASSWORD = "redis.password";
  public static final String PASSWORD_FILE = "redis.password.file";
  public static final String TIMEOUT_MS = "redis.timeout.ms";

  private static final String GROUP = "Connection";

  /** What Redis is told about who comes; nothing where it needs no password. */
  public record Credentials(Optional<String> username, Optional<String> password) {
    /** Keeps the password out of messages. */
    @Override
    public String toString() {
      return "credentials of " + username.orElse("the default user");
    }
  }

  static void define(ConfigDef settings) {
    settings
        .define(
            URI,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Validators.text("redis://… or rediss://…", RedisUri::parse),
            Importance.HIGH,
            "Where Redis is: redis://[[user]:password@]host[:port][/database], or rediss:// for"
                + " TLS, whose certificate must be trusted by the worker's JVM, or by"
                + " redis.ssl.truststore.location.",
            GROUP,
            1,
            ConfigDef.Width.LONG,
            "Redis URI")
        .define(
            USERNAME,
            ConfigDef.Type.STRING,
            null,
            Importance.MEDIUM,
            "The ACL user; outranks the one in redis.uri.",
            GROUP,
            2,
            ConfigDef.Width.MEDIUM,
            "User")
        .define(
            PASSWORD,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.HIGH,
            "The password; outranks the one in redis.uri.",
            GROUP,
            3,
            ConfigDef.Width.MEDIUM,
            "Password")
        .define(
            PASSWORD_FILE,
            ConfigDef.Type.STRING,
            null,
            Importance.LOW,
            "A file on the worker that holds the password and nothing else. It is read at every"
                + " connect, so that a password may be rotated while the task runs; outranks"
                + " redis.password.",
            GROUP,
            4,
            ConfigDef.Width.MEDIUM,
            "Password file")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.INT,
            2000,
            ConfigDef.Range.between(100, 60_000),
            Importance.LOW,
            "How long to wait for a connection, for an answer, and for Redis to take what is sent."
                + " No call into the task lasts much longer when Redis does not answer.",
            GROUP,
            5,
            ConfigDef.Width.SHORT,
            "Timeout");
    Replicas.define(settings, GROUP);
    TlsStores.define(settings, GROUP);
  }

  static ConnectionConfig of(AbstractConfig config, TaskIdentity identity) {
    RedisUri uri = RedisUri.parse(config.getString(URI));
    Password password = config.getPassword(PASSWORD);
    Optional<String> username = Optional.ofNullable(config.getString(USERNAME)).or(uri::username);
    Credentials fixed =
        new Credentials(
            username, Optional.ofNullable(password).map(Password::value).or(uri::password));
    Optional<Path> file = Optional.ofNullable(config.getString(PASSWORD_FILE)).map(Path::of);
    return new ConnectionConfig(
        uri,
        TlsStores.of(config),
        () -> file.map(each -> new Credentials(username, Optional.of(text(each)))).orElse(fixed),
        Duration.ofMillis(config.getInt(TIMEOUT_MS)),
        Replicas.of(config),
        identity.clientName());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(PASSWORD_FILE + " " + file + " cannot be read", e);
    }
  }
}
