package io.walmirror.stack.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.proxy.Direction;
import io.walmirror.stack.proxy.TcpProxy;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.resp.RespError;
import io.walmirror.stack.resp.RespException;
import io.walmirror.stack.server.Redis;
import io.walmirror.stack.server.RedisOptions;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisServerIT {

  private static Workspace workspace;

  @BeforeAll
  static void open() {
    workspace = Workspace.open();
  }

  @AfterAll
  static void close() {
    workspace.close();
  }

  @ParameterizedTest
  @CsvSource({"7, 7.0.15", "6.2, 6.2.6"})
  void theAskedVersionRuns(String version, String release) {
    RedisOptions options = RedisOptions.defaults().withVersion(version);
    try (Redis redis = RedisServer.start(workspace, "version-" + version, options);
        RespClient client = redis.client()) {
      assertThat(client.text("INFO", "server")).contains("redis_version:" + release);
    }
  }

  @Test
  void aDumpShowsEveryTypeInOrder() {
    try (Redis redis = RedisServer.start(workspace, "dump", RedisOptions.defaults());
        RespClient client = redis.client()) {
      client.call("HSET", "order:1", "total", "3", "name", "Ada Lövelace");
      client.call("SET", "s", "1", "EX", "100");
      client.call("RPUSH", "l", "b", "a");
      client.call("SADD", "m", "b", "a");
      client.call("ZADD", "z", "2", "a", "1.5", "b");
      client.call("XADD", "x", "1-1", "f", "v");
      client.callBytes(bytes("SET"), bytes("bin"), new byte[] {0, (byte) 0xff, 'A', '\n'});

      assertThat(client.dump())
          .containsExactly(
              Map.entry("bin", "string \\x00\\xffA\\x0a"),
              Map.entry("l", "list [b a]"),
              Map.entry("m", "set a b"),
              Map.entry("order:1", "hash name=Ada Lövelace total=3"),
              Map.entry("s", "string 1 expires"),
              Map.entry("x", "stream [[1-1 [f v]]]"),
              Map.entry("z", "zset b=1.5 a=2"));
      assertThat(client.dump(key -> key.startsWith("order:"))).hasSize(1);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void errorsAreThrownByCallsAndValuesInPipelines() {
    try (Redis redis = RedisServer.start(workspace, "errors", RedisOptions.defaults());
        RespClient client = redis.client()) {
      client.call("SET", "s", "1");
      assertThatThrownBy(() -> client.call("HSET", "s", "f", "v"))
          .isInstanceOfSatisfying(
              RespException.class, e -> assertThat(e.code()).isEqualTo("WRONGTYPE"));
      List<Object> answers =
          client.pipeline(
              List.of(
                  new String[] {"INCR", "s"},
                  new String[] {"HGET", "s", "f"},
                  new String[] {"GET", "none"}));
      assertThat(answers.get(0)).isEqualTo(2L);
      assertThat(answers.get(1)).isInstanceOf(RespError.class);
      assertThat(answers.get(2)).isNull();
    }
  }

  @Test
  void aStopKeepsDataAKillLosesThemUnlessAppended() {
    try (Redis redis = RedisServer.start(workspace, "saved", RedisOptions.defaults());
        Redis appended =
            RedisServer.start(
                workspace,
                "appended",
                RedisOptions.defaults()
                    .withLine("appendonly yes")
                    .withLine("appendfsync always"))) {
      for (Redis each : List.of(redis, appended)) {
        try (RespClient client = each.client()) {
          client.call("SET", "a", "1");
        }
        each.restart();
        try (RespClient client = each.client()) {
          assertThat(client.dump()).containsEntry("a", "string 1");
          client.call("SET", "b", "2");
        }
        each.kill();
        each.start();
      }
      try (RespClient lost = redis.client();
          RespClient held = appended.client()) {
        assertThat(lost.dump()).containsOnlyKeys("a");
        assertThat(held.dump()).containsOnlyKeys("a", "b");
      }
    }
  }

  @Test
  void aPasswordIsAskedForAndPartOfTheUri() {
    RedisOptions options = RedisOptions.defaults().withPassword("s3:cr@t %\"");
    try (Redis redis = RedisServer.start(workspace, "password", options);
        RespClient client = redis.client()) {
      assertThat(client.text("PING")).isEqualTo("PONG");
      URI without = URI.create("redis://" + redis.host() + ":" + redis.port());
      try (RespClient stranger = RespClient.connect(without)) {
        assertThat(stranger.answer("GET", "a"))
            .isInstanceOfSatisfying(RespError.class, e -> assertThat(e.code()).isEqualTo("NOAUTH"));
      }
    }
  }

  @Test
  void aWrongLineIsSaid() {
    assertThatThrownBy(
            () ->
                RedisServer.start(
                    workspace, "wrong", RedisOptions.defaults().withLine("no-such-setting 1")))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("One of the lines asked for its redis.conf is wrong")
        .hasMessageContaining("no-such-setting");
  }

  @Test
  void aProxyLosesTheAnswerAfterTheWriteHappened() {
    try (Redis redis = RedisServer.start(workspace, "proxied", RedisOptions.defaults());
        TcpProxy proxy = TcpProxy.before(redis.host(), redis.port());
        RespClient direct = redis.client();
        RespClient proxied =
            RespClient.connect(URI.create("redis://" + proxy.host() + ":" + proxy.port()))) {
      proxied.timeout(Duration.ofMillis(300));
      proxy.blackhole(Direction.TO_CLIENT);
      assertThatThrownBy(() -> proxied.call("SET", "a", "1"))
          .isInstanceOf(UncheckedIOException.class);
      assertThat(direct.text("GET", "a")).isEqualTo("1");
    }
  }
}
