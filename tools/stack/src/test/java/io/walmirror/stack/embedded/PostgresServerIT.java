package io.walmirror.stack.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.stack.process.Folder;
import io.walmirror.stack.process.Ports;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Database;
import io.walmirror.stack.server.Postgres;
import io.walmirror.stack.server.PostgresOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

class PostgresServerIT {

  private static Workspace workspace;
  private static PostgresServer postgres;

  @BeforeAll
  static void start() {
    workspace = Workspace.open();
    postgres = PostgresServer.start(workspace);
  }

  @AfterAll
  static void stop() {
    workspace.close();
  }

  @Test
  void whatWasCommittedOutlivesAKill() {
    try (Database database = postgres.freshDatabase()) {
      database.execute("CREATE TABLE t (id int)", "INSERT INTO t SELECT generate_series(1, 1000)");
      int port = postgres.port();
      postgres.kill();
      assertThat(postgres.isRunning()).isFalse();
      postgres.start();

      assertThat(postgres.port()).isEqualTo(port);
      assertThat(database.value("SELECT count(*) FROM t")).isEqualTo("1000");
    }
  }

  @Test
  void aRestartKeepsPortAndDataAndChangesTheProcess() {
    try (Database database = postgres.freshDatabase()) {
      database.execute("CREATE TABLE t (id int)", "INSERT INTO t VALUES (7)");
      int port = postgres.port();
      long pid = postgres.pid().orElseThrow();
      postgres.restart();

      assertThat(postgres.port()).isEqualTo(port);
      assertThat(postgres.pid().orElseThrow()).isNotEqualTo(pid);
      assertThat(database.value("SELECT id FROM t")).isEqualTo("7");
    }
  }

  @Test
  void aQueryDoesNotMindThatTheConnectionOfTheLastOneWasEnded() {
    try (Database database = postgres.freshDatabase()) {
      String pid = database.value("SELECT pg_backend_pid()");
      assertThat(database.value("SELECT pg_backend_pid()")).isEqualTo(pid);
      database.execute("SELECT pg_terminate_backend(" + pid + ", 10000)");
      String next = database.value("SELECT pg_backend_pid()");
      assertThat(next).isNotEqualTo(pid);
      postgres.kill();
      postgres.start();
      assertThat(database.value("SELECT pg_backend_pid()")).isNotEqualTo(next);

      assertThatThrownBy(() -> database.value("SELECT 1 / 0"))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("division by zero");
      assertThat(database.value("SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void nobodyAnswersWhileItIsPaused() throws SQLException {
    Properties impatient = new Properties();
    impatient.setProperty("user", postgres.user());
    impatient.setProperty("password", postgres.password());
    impatient.setProperty("socketTimeout", "1");
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl("postgres"), impatient);
        Statement statement = connection.createStatement()) {
      postgres.pause();
      try {
        assertThat(postgres.isRunning()).isTrue();
        assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
      } finally {
        postgres.resume();
      }
    }
    assertThat(postgres.database("postgres").value("SELECT 1")).isEqualTo("1");
  }

  @Test
  void aFreshDatabaseGoesWithItsSlotAndItsReader() throws SQLException {
    Database database = postgres.freshDatabase();
    database.execute(
        "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    database.execute("CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES");
    Properties replication = new Properties();
    replication.setProperty("user", postgres.user());
    replication.setProperty("password", postgres.password());
    PGProperty.REPLICATION.set(replication, "database");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(replication, "9.4");
    PGProperty.PREFER_QUERY_MODE.set(replication, "simple");
    Connection reader = DriverManager.getConnection(database.jdbcUrl(), replication);
    PGReplicationStream stream =
        reader
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(database.slot())
            .withSlotOption("proto_version", "1")
            .withSlotOption("publication_names", database.publication())
            .start();
    database.close();

    assertThatThrownBy(stream::read).isInstanceOf(SQLException.class);
    reader.abort(Runnable::run);
    Database others = postgres.database("postgres");
    String named = " = '" + database.name() + "'";
    assertThat(others.value("SELECT count(*) FROM pg_database WHERE datname" + named))
        .isEqualTo("0");
    assertThat(others.value("SELECT count(*) FROM pg_replication_slots WHERE slot_name" + named))
        .isEqualTo("0");
  }

  @Test
  void aNamedDatabaseStays() {
    try (Database shop = postgres.database("shop")) {
      shop.execute("CREATE TABLE IF NOT EXISTS kept (id int)");
    }
    assertThat(postgres.database("shop").rows("SELECT 1, NULL, 'a'"))
        .isEqualTo(List.of(java.util.Arrays.asList("1", null, "a")));
    assertThat(postgres.database("shop").value("SELECT count(*) FROM kept")).isEqualTo("0");
  }

  @Test
  void itDoesLogicalDecodingAndAsksForThePassword() {
    Database database = postgres.database("postgres");

    assertThat(database.value("SHOW wal_level")).isEqualTo("logical");
    assertThat(postgres.majorVersion()).isBetween(14, 18);
    assertThatThrownBy(
            () -> DriverManager.getConnection(postgres.jdbcUrl("postgres"), "postgres", "wrong"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void aPortThatIsTakenIsSaidWithItsHolder() {
    assertThatThrownBy(
            () ->
                PostgresServer.start(
                    workspace, "second", PostgresOptions.defaults().withPort(postgres.port())))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("port " + postgres.port())
        .hasMessageContaining("postgres (process " + postgres.pid().orElseThrow() + ")");
  }

  @Test
  void aWrongSettingIsSaidWithTheLogsLastLines() {
    assertThatThrownBy(
            () ->
                PostgresServer.start(
                    workspace,
                    "wrong",
                    PostgresOptions.defaults().withSetting("wal_level", "everything")))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("One of the settings asked for its postgresql.conf is wrong")
        .hasMessageContaining("wal_level");
  }

  @Test
  void aKeptFolderIsStartedAgainAtTheAskedPort(@TempDir Path folder) {
    int port = Ports.free();
    PostgresOptions options = PostgresOptions.defaults().withPort(port);
    try (Workspace first = Workspace.open(Folder.kept(folder))) {
      Postgres server = PostgresServer.start(first, options);
      server.database("shop").execute("CREATE TABLE t AS SELECT 5 AS id");
      assertThatThrownBy(() -> Workspace.open(Folder.kept(folder)))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("another stack uses");
    }
    try (Workspace second = Workspace.open(Folder.kept(folder))) {
      Postgres server = PostgresServer.start(second, options);
      assertThat(server.port()).isEqualTo(port);
      assertThat(server.database("shop").value("SELECT id FROM t")).isEqualTo("5");
    }
  }
}
