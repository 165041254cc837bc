package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Converters of somebody else's, whose jar was compiled with Debezium's API and Connect's alone and
 * laid beside the packaged source's own, decide what a topic and what Redis hold.
 */
@ExtendWith(SharedStack.class)
class ConverterIT {

  private static final String SECRET = "a-fragile-value-7c31";

  private Scene scene;
  private Map<String, String> source;

  @BeforeEach
  void open(Stack stack) {
    scene = Scene.open(stack);
    source = scene.source();
    source.put("snapshot.mode", "initial");
    source.put("converters", "moments, codes");
    source.put("moments.type", "com.example.third.Moments");
    source.put("moments.format", "dd.MM.yyyy HH:mm");
    source.put("codes.type", "com.example.third.Codes");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void whatAConverterMakesIsWhatRedisHoldsOfRowsReadAndRowsStreamed(Stack stack) {
    scene
        .database()
        .execute(
            "CREATE TABLE parts (code text PRIMARY KEY, made timestamptz NOT NULL, seen timestamptz,"
                + " place text, note text)",
            "INSERT INTO parts VALUES ('a1', '2020-02-29 12:34:56+02', NULL, '7/left', 'read')");
    RedisDatabase redis = scene.emptyRedis();
    String sink = scene.start("sink", scene.sink(redis));
    scene.startSource("source", source);
    scene
        .database()
        .execute(
            "INSERT INTO parts VALUES ('b2', '2020-02-29 12:34:56+02', '2021-01-01', '8/right',"
                + " 'streamed')",
            "INSERT INTO parts VALUES ('c3', now(), NULL, NULL, 'gone')",
            "UPDATE parts SET code = 'd4', note = 'moved' WHERE code = 'b2'",
            "DELETE FROM parts WHERE code = 'c3'");

    try (RespClient client = redis.client();
        Topics topics = Topics.of(stack.kafka().bootstrapServers(), scene.prefix())) {
      Await.until("the rows", () -> client.number("EXISTS", "parts:A1", "parts:D4") == 2);
      Await.until("all is read", () -> topics.areRead(scene.rest(), sink));
      assertThat(client.number("EXISTS", "parts:C3")).isZero();
      assertThat(fields(client, "parts:A1"))
          .containsExactly("A1", "29.02.2020 10:34", "", "{\"row\":7,\"shelf\":\"left\"}", "read");
      assertThat(fields(client, "parts:D4"))
          .containsExactly(
              "D4",
              "29.02.2020 10:34",
              "01.01.2021 00:00",
              "{\"row\":8,\"shelf\":\"right\"}",
              "moved");
      assertThat(client.number("EXISTS", "parts:B2", "parts:b2", "parts:a1")).isZero();
    }
    Proof.row(
        "A converter of somebody else's, laid beside the packaged jars, decides what Redis holds",
        "ConverterIT.whatAConverterMakesIsWhatRedisHoldsOfRowsReadAndRowsStreamed",
        "two converters, a converted key; a row read, one streamed, moved, one deleted",
        "no key has the code as PostgreSQL has it");
  }

  @Test
  void aClassThatIsNotThereIsRefusedAtItsSetting() {
    source.put("name", scene.prefix() + "-validated");
    source.put("codes.type", "com.example.Missing");

    Map<String, List<String>> errors = scene.rest().errors(Plugins.SOURCE, source);

    assertThat(errors).containsOnlyKeys("codes.type");
    assertThat(errors.get("codes.type").get(0)).contains("com.example.Missing", "own folder");
  }

  @Test
  void aConverterThatFailsStopsTheTaskNamingTheColumnAndNotTheValue() {
    scene.database().execute("CREATE TABLE glass (id int PRIMARY KEY, fragile text)");
    String name = scene.startSource("source", source);

    scene.database().execute("INSERT INTO glass VALUES (1, '" + SECRET + "')");

    String trace = scene.rest().waitUntilFailed(name, Duration.ofSeconds(60)).toString();
    assertThat(trace)
        .contains(
            "converter codes (com.example.third.Codes)",
            "public.glass.fragile",
            "java.lang.IllegalStateException")
        .doesNotContain(SECRET);
  }

  /** Code, made, seen, place and note; nothing where there is no such field. */
  private static List<String> fields(RespClient client, String key) {
    return client.texts("HMGET", key, "code", "made", "seen", "place", "note").stream()
        .map(text -> text == null ? "" : text)
        .toList();
  }
}
