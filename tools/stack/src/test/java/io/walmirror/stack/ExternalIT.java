package io.walmirror.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.stack.embedded.PostgresServer;
import io.walmirror.stack.embedded.RedisServer;
import io.walmirror.stack.process.Ports;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Database;
import io.walmirror.stack.server.Origin;
import io.walmirror.stack.server.PostgresOptions;
import io.walmirror.stack.server.RedisOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Servers of one's own are used, and never stopped. */
class ExternalIT {

  private static Workspace workspace;
  private static PostgresServer postgres;
  private static RedisServer redis;

  @BeforeAll
  static void start() {
    workspace = Workspace.open();
    postgres = PostgresServer.start(workspace);
    redis = RedisServer.start(workspace, RedisOptions.defaults().withPassword("secret"));
  }

  @AfterAll
  static void stop() {
    workspace.close();
  }

  private static String url(PostgresServer server) {
    return server.jdbcUrl("postgres") + "?user=postgres&password=" + server.password();
  }

  private static StackOptions own(String postgresUrl, String redisUri) {
    return StackOptions.only(Part.POSTGRES, Part.REDIS)
        .withPostgres(PostgresOptions.defaults().withOrigin(new Origin.External(postgresUrl)))
        .withRedis(RedisOptions.defaults().withOrigin(new Origin.External(redisUri)));
  }

  @Test
  void theyAreUsedAndOutliveTheStack() {
    try (Stack stack = Stack.start(own(url(postgres), redis.uri().toString()))) {
      try (Database database = stack.postgres().freshDatabase()) {
        assertThat(database.value("SELECT current_database()")).isEqualTo(database.name());
      }
      try (var client = stack.redis().client()) {
        assertThat(client.text("PING")).isEqualTo("PONG");
      }
      assertThatThrownBy(() -> stack.redis().kill())
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("is not the stack's");
      assertThat(stack.environment())
          .containsEntry("POSTGRES_PORT", Integer.toString(postgres.port()))
          .containsEntry("REDIS_URI", redis.uri().toString());
    }
    assertThat(postgres.isRunning()).isTrue();
    assertThat(redis.isRunning()).isTrue();
  }

  @Test
  void oneThatIsNotThereIsSaid() {
    String nowhere = "redis://127.0.0.1:" + Ports.free();

    assertThatThrownBy(() -> Stack.start(own(url(postgres), nowhere)))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void aPostgresWithoutLogicalDecodingIsRefusedWithTheCure() {
    PostgresOptions replica = PostgresOptions.defaults().withSetting("wal_level", "replica");
    PostgresServer server = PostgresServer.start(workspace, "replica", replica);

    assertThatThrownBy(() -> Stack.start(own(url(server), redis.uri().toString())))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("wal_level replica")
        .hasMessageContaining("ALTER SYSTEM SET wal_level = logical");
    server.close();
  }
}
