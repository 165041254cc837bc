package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.stack.Stack;
import io.walmirror.stack.embedded.RedisServer;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Redis;
import io.walmirror.stack.server.RedisOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Settings that lead to no Redis are refused before a task starts, at the setting that is wrong.
 */
@ExtendWith(SharedStack.class)
class SinkValidationIT {

  private static final String SECRET = "secret-of-the-sink-5c0d";
  private static final String WRONG_SECRET = "wrong-secret-of-the-sink-77aa";
  private static final String NEW_SECRET = "new-secret-of-the-sink-09be";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Stack stack;
  private static Scene scene;
  private static Workspace workspace;
  private static Redis guarded;
  private static RedisDatabase open;
  private static final int WRONG_SETTINGS = 5;
  private static int shown;

  private Map<String, String> config;

  @BeforeAll
  static void open(Stack shared) {
    stack = shared;
    scene = Scene.open(stack);
    open = scene.emptyRedis();
    workspace = Workspace.open();
    guarded = RedisServer.start(workspace, RedisOptions.defaults().withPassword(SECRET));
  }

  @AfterAll
  static void close() {
    scene.close();
    workspace.close();
    if (shown == WRONG_SETTINGS) {
      Proof.row(
          "Sink settings that lead to no Redis are refused at the setting, with the cure, no secret told",
          "SinkValidationIT",
          shown + " wrong settings, one at a time, through the REST API; the worker's log searched",
          "settings that work have no errors");
    }
  }

  @BeforeEach
  void startFromSettingsThatWork() {
    config = scene.sink(open);
    config.put("name", scene.prefix() + "-validated");
  }

  @AfterEach
  void noSecretIsTold() {
    Secrets.assertUntold(stack.connect(), SECRET);
    Secrets.assertUntold(stack.connect(), WRONG_SECRET);
  }

  @Test
  void settingsThatWorkHaveNoErrors() {
    assertThat(scene.rest().errors(Plugins.SINK, config)).isEmpty();
    config.put("redis.uri", withoutPassword());
    config.put("redis.password", SECRET);
    assertThat(scene.rest().errors(Plugins.SINK, config)).isEmpty();
  }

  @Test
  void anUnreachableRedisIsToldAtItsUri() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    config.put("redis.uri", "redis://127.0.0.1:" + free);

    assertOnlyError("redis.uri", "127.0.0.1:" + free, "see that Redis runs there");
  }

  @Test
  void aWrongPasswordIsToldAtThePassword() {
    config.put("redis.uri", withoutPassword());
    config.put("redis.password", WRONG_SECRET);

    assertOnlyError("redis.password", "WRONGPASS", "correct redis.username and redis.password");
  }

  @Test
  void aMissingPasswordIsToldAtThePassword() {
    config.put("redis.uri", withoutPassword());

    assertOnlyError("redis.password", "NOAUTH", "redis.password");
  }

  @Test
  void aPasswordInTheUriIsNotToldEither() {
    config.put("redis.uri", guarded.uri().toString().replace(SECRET, WRONG_SECRET));

    assertThat(scene.rest().errors(Plugins.SINK, config).values())
        .singleElement()
        .asString()
        .contains("WRONGPASS")
        .doesNotContain(WRONG_SECRET);
  }

  @Test
  void aUriThatIsNoneIsToldWithoutItsPassword() {
    config.put("redis.uri", "http://:" + SECRET + "@localhost");

    assertOnlyError("redis.uri", "redis:// or rediss://");
  }

  @Test
  void aMisspeltSettingIsTold() {
    config.put("redis.key.space", "x");

    assertOnlyError("redis.key.space", "no setting", "redis.keyspace");
  }

  @Test
  void aTaskThatIsNoLongerLetInFailsWithTheCure() {
    config.put("redis.uri", withoutPassword());
    config.put("redis.password", SECRET);
    config.remove("name");
    scene.database().execute("CREATE TABLE item (id bigint PRIMARY KEY)");
    scene.startSource("source", scene.source());
    String sink = scene.start("shut-out", config);
    try (RespClient redis = guarded.client()) {
      redis.call("CONFIG", "SET", "requirepass", NEW_SECRET);
      try {
        redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        scene.database().execute("INSERT INTO item VALUES (1)");

        assertThat(scene.rest().waitUntilFailed(sink, LIMIT).traces())
            .contains("WRONGPASS", "correct redis.username and redis.password")
            .doesNotContain(SECRET);
      } finally {
        redis.call("CONFIG", "SET", "requirepass", SECRET);
      }
    }
  }

  private static String withoutPassword() {
    return "redis://" + guarded.host() + ":" + guarded.port();
  }

  private void assertOnlyError(String setting, String... words) {
    Map<String, List<String>> errors = scene.rest().errors(Plugins.SINK, config);

    assertThat(errors).containsOnlyKeys(setting);
    assertThat(errors.get(setting)).hasSize(1);
    assertThat(errors.get(setting).get(0))
        .contains(words)
        .doesNotContain(SECRET)
        .doesNotContain(WRONG_SECRET);
    shown++;
  }
}
