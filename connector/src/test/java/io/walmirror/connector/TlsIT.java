package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source and a server that speaks TLS, knows itself by a certificate, and may ask for one. */
class TlsIT {

  private static final String SECRET = "changeit";
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  @TempDir static Path folder;
  private static Stack stack;

  private Database database;
  private Map<String, String> settings;

  @BeforeAll
  static void startServerWithTls() throws Exception {
    stack = Stack.start(StackOptions.only(Part.POSTGRES));
    KeyStore server = keys("server", "CN=127.0.0.1");
    KeyStore client = keys("client", "CN=tls_client");
    KeyStore stranger = keys("stranger", "CN=127.0.0.1");
    Files.writeString(folder.resolve("server.crt"), certificate(server));
    Files.writeString(folder.resolve("stranger.crt"), certificate(stranger));
    Files.writeString(folder.resolve("client.crt"), certificate(client));
    Files.write(folder.resolve("client.pk8"), key(client));
    Files.setPosixFilePermissions(
        folder.resolve("client.pk8"), PosixFilePermissions.fromString("rw-------"));
    try (Database postgres = stack.postgres().database("postgres")) {
      file(postgres, "server.crt", certificate(server));
      file(postgres, "clients.crt", certificate(client));
      file(postgres, "server.key", pem("PRIVATE KEY", key(server)));
      postgres.execute(
          "CREATE ROLE tls_client LOGIN SUPERUSER REPLICATION",
          "ALTER SYSTEM SET ssl_ca_file = 'clients.crt'",
          "ALTER SYSTEM SET ssl = on");
      String rules = String.join("\n", postgres.rows("SELECT pg_read_file('pg_hba.conf')").get(0));
      file(postgres, "pg_hba.conf", "hostssl all tls_client 127.0.0.1/32 cert\n" + rules);
      postgres.execute("SELECT pg_reload_conf()");
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (!postgres.value("SHOW ssl").equals("on")) {
        assertThat(System.nanoTime()).as("ssl is on in time").isLessThan(deadline);
        Pause.briefly();
      }
    }
  }

  @AfterAll
  static void stopServer() {
    stack.close();
  }

  @BeforeEach
  void createTable() {
    database = stack.postgres().freshDatabase();
    database.execute("CREATE TABLE item (id bigint PRIMARY KEY)");
    settings = RunningTask.settings(database);
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @Test
  void aServerIsVerifiedByItsCertificate() {
    settings.put("database.sslmode", "verify-full");
    settings.put("database.sslrootcert", path("server.crt"));
    assertThat(errors()).isEmpty();
    streams();

    settings.put("database.sslrootcert", path("stranger.crt"));
    assertThat(errors()).containsOnlyKeys("database.hostname");
    assertThat(errors().get("database.hostname").toString()).contains("database.sslmode");
    Proof.row(
        "TLS: the server is verified, a client shows its certificate",
        "TlsIT",
        "verify-full with the server's certificate, and a role that logs in by certificate: stream"
            + " and catalog are encrypted",
        "a stranger's root certificate, or no client certificate: refused at validation");
  }

  @Test
  void aRoleLogsInByItsCertificate() {
    settings.put("database.user", "tls_client");
    settings.put("database.password", "");
    settings.put("database.sslmode", "verify-full");
    settings.put("database.sslrootcert", path("server.crt"));
    assertThat(errors()).as("no certificate").containsOnlyKeys("database.user");

    settings.put("database.sslcert", path("client.crt"));
    settings.put("database.sslkey", path("client.pk8"));
    assertThat(errors()).isEmpty();
    streams();
  }

  /** A row comes, and all connections of the task are encrypted. */
  private void streams() {
    try (RunningTask task = RunningTask.start(settings, new Offsets())) {
      task.await("stream", running -> connections().contains("walmirror t stream"));
      int before = task.data().size();
      database.execute("INSERT INTO item SELECT coalesce(max(id), 0) + 1 FROM item");
      task.await(before + 1);
      assertThat(connections()).contains("walmirror t stream", "walmirror t catalog");
      assertThat(
              database.value(
                  "SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)"
                      + " WHERE application_name LIKE 'walmirror t %' AND NOT ssl"))
          .isEqualTo("0");
    }
  }

  private List<String> connections() {
    return database
        .rows(
            "SELECT application_name FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)"
                + " WHERE ssl")
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  private Map<String, List<String>> errors() {
    return new PostgresSourceConnector()
        .validate(settings).configValues().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }

  private static String path(String file) {
    return folder.resolve(file).toString();
  }

  /** Writes a file in the server's folder as the server's own user. */
  private static void file(Database server, String name, String text) {
    server.execute(
        "COPY (SELECT line FROM regexp_split_to_table('"
            + text.replace("'", "''")
            + "', E'\\n') line) TO PROGRAM 'umask 077; rm -f "
            + name
            + "; cat > "
            + name
            + "'");
  }

  private static String certificate(KeyStore keys) throws GeneralSecurityException {
    return pem("CERTIFICATE", keys.getCertificate("key").getEncoded());
  }

  private static byte[] key(KeyStore keys) throws GeneralSecurityException {
    return keys.getKey("key", SECRET.toCharArray()).getEncoded();
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + LINES.encodeToString(content)
        + "\n-----END "
        + what
        + "-----\n";
  }

  private static KeyStore keys(String file, String name)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = folder.resolve(file + ".p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "key",
            "-keyalg",
            "RSA",
            "-dname",
            name,
            "-ext",
            "san=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            SECRET);
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, SECRET.toCharArray());
    }
    return keys;
  }
}
