package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.stack.Stack;
import io.walmirror.stack.embedded.PostgresServer;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.rest.RestAnswer;
import io.walmirror.stack.server.Postgres;
import io.walmirror.stack.server.PostgresOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Settings that cannot work are refused before a task starts, at the setting that is wrong. */
@ExtendWith(SharedStack.class)
class SourceValidationIT {

  private static final String SECRET = "secret-of-the-source-8f41";

  private static Stack stack;
  private static Scene scene;
  private static final int WRONG_SETTINGS = 9;
  private static int shown;

  private Map<String, String> config;

  @BeforeAll
  static void open(Stack shared) {
    stack = shared;
    scene = Scene.open(stack);
    scene.database().execute("CREATE TABLE item (id bigint PRIMARY KEY, name text)");
  }

  @AfterAll
  static void close() {
    scene.close();
    if (shown == WRONG_SETTINGS) {
      Proof.row(
          "Source settings that cannot work are refused at the setting, with the cure, no secret told",
          "SourceValidationIT",
          shown + " wrong settings, one at a time, through the REST API; the worker's log searched",
          "settings that work have no errors");
    }
  }

  @BeforeEach
  void startFromSettingsThatWork() {
    config = scene.source();
    config.put("name", scene.prefix() + "-validated");
  }

  @AfterEach
  void noSecretIsTold() {
    Secrets.assertUntold(stack.connect(), SECRET);
  }

  @Test
  void settingsThatWorkHaveNoErrors() {
    assertThat(scene.rest().errors(Plugins.SOURCE, config)).isEmpty();
  }

  @Test
  void aWrongPasswordIsToldAtThePassword() {
    config.put("database.password", SECRET);

    assertOnlyError("database.password", "postgres", "ALTER ROLE", "PASSWORD");
  }

  @Test
  void anUnknownDatabaseIsToldAtItsName() {
    config.put("database.dbname", "no_such_database");

    assertOnlyError("database.dbname", "no_such_database", "CREATE DATABASE");
  }

  @Test
  void aServerWithoutLogicalDecodingIsToldWithTheStatementThatCuresIt() {
    PostgresOptions replica = PostgresOptions.defaults().withSetting("wal_level", "replica");
    try (Workspace workspace = Workspace.open();
        Postgres server = PostgresServer.start(workspace, replica)) {
      config.put("database.port", Integer.toString(server.port()));
      config.put("database.password", server.password());
      config.put("database.dbname", "postgres");

      assertOnlyError(
          "database.hostname", "wal_level=replica", "ALTER SYSTEM SET wal_level = 'logical'");
    }
  }

  @Test
  void aRoleThatMayNotReplicateIsToldWithTheStatementThatCuresIt() {
    String role = scene.prefix() + "_reader";
    scene.database().execute("CREATE ROLE " + role + " LOGIN PASSWORD '" + SECRET + "'");
    try {
      config.put("database.user", role);
      config.put("database.password", SECRET);
      config.put("publication.autocreate.mode", "filtered");

      assertOnlyError("database.user", role, "ALTER ROLE", "REPLICATION");
    } finally {
      scene.database().execute("DROP ROLE " + role);
    }
  }

  @Test
  void aBadPatternIsToldAtItsSetting() {
    config.put("table.include.list", "public\\.(item");

    assertOnlyError("table.include.list", "regular expression", "near index");
  }

  @Test
  void aSpillFolderThatCannotBeWrittenIsToldAtItsSetting() {
    config.put("streaming.spill.folder", "/dev/null/spill");

    assertOnlyError("streaming.spill.folder", "/dev/null/spill", "streaming.spill=off");
  }

  @Test
  void aPropertyOfDebeziumsThatCannotBeHonouredIsToldAtItsName() {
    config.put("post.processors", "reselector");

    assertOnlyError("post.processors", "Debezium", "walmirror.unchanged");
  }

  @Test
  void aMaskThatCannotBeMadeIsToldAtItsName() {
    config.put("column.mask.hash.NONE.with.salt.x", "public\\.item\\.name");

    assertOnlyError("column.mask.hash.NONE.with.salt.x", "algorithm", "SHA-256");
  }

  @Test
  void aServerThatDoesNotAnswerIsToldAtItsName() {
    config.put("database.hostname", "no-such-host.invalid");

    assertOnlyError("database.hostname", "no-such-host.invalid", "check database.hostname");
  }

  @Test
  void aConnectorWithSettingsThatCannotWorkIsNotCreated() {
    config.put("database.password", SECRET);

    RestAnswer answer =
        scene.rest().request("PUT", "/connectors/" + config.get("name") + "/config", json());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("refuses this password").doesNotContain(SECRET);
    assertThat(scene.rest().connectors()).doesNotContain(config.get("name"));
  }

  private String json() {
    return new ObjectMapper().valueToTree(config).toString();
  }

  private void assertOnlyError(String setting, String... words) {
    Map<String, List<String>> errors = scene.rest().errors(Plugins.SOURCE, config);

    assertThat(errors).containsOnlyKeys(setting);
    assertThat(errors.get(setting)).hasSize(1);
    assertThat(errors.get(setting).get(0)).contains(words).doesNotContain(SECRET);
    shown++;
  }
}
