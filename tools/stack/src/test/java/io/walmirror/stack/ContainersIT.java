package io.walmirror.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Database;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** With {@code -Dservers=containers}: what tests do to servers works on containers too. */
@EnabledIfSystemProperty(named = "servers", matches = "containers")
class ContainersIT {

  private static Stack stack;

  @BeforeAll
  static void start() {
    stack = Stack.start(StackOptions.only(Part.POSTGRES, Part.REDIS));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void postgresKeepsWhatWasCommittedOverAKillAndARestart() {
    int port = stack.postgres().port();
    try (Database database = stack.postgres().freshDatabase()) {
      assertThat(database.value("SHOW wal_level")).isEqualTo("logical");
      database.execute("CREATE TABLE t AS SELECT 7 AS id");
      stack.postgres().kill();
      assertThat(stack.postgres().isRunning()).isFalse();
      stack.postgres().start();
      assertThat(database.value("SELECT id FROM t")).isEqualTo("7");
      stack.postgres().restart();
      assertThat(database.value("SELECT id FROM t")).isEqualTo("7");
    }
    assertThat(stack.postgres().port()).isEqualTo(port);
  }

  @Test
  void redisKeepsDataOverAStopAndIsSilentWhilePaused() {
    try (RespClient client = stack.redis().client()) {
      client.call("SET", "a", "1");
    }
    stack.redis().restart();
    try (RespClient client = stack.redis().client()) {
      assertThat(client.dump()).containsEntry("a", "string 1");
      client.timeout(Duration.ofMillis(300));
      stack.redis().pause();
      assertThat(stack.redis().isRunning()).isTrue();
      assertThatThrownBy(() -> client.call("PING")).isInstanceOf(UncheckedIOException.class);
      stack.redis().resume();
    }
    try (RespClient client = stack.redis().client()) {
      assertThat(client.text("PING")).isEqualTo("PONG");
      client.call("FLUSHALL");
    }
  }

  @Test
  void theirOutputIsInTheLogsFolder() throws Exception {
    assertThat(Files.readString(stack.redis().log().orElseThrow())).contains("Ready to accept");
    assertThat(stack.postgres().log().orElseThrow()).startsWith(stack.folder()).isNotEmptyFile();
  }
}
