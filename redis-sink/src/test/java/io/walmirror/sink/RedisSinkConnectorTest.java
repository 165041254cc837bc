package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.fixture.ScriptedRedis;
import io.walmirror.sink.fixture.Validation;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RedisSinkConnectorTest {

  private final RedisSinkConnector connector = new RedisSinkConnector();
  @AutoClose private final ScriptedRedis redis = ScriptedRedis.start();

  @Test
  void serviceLoadingFindsTheConnector() {
    assertThat(ServiceLoader.load(SinkConnector.class))
        .anyMatch(found -> found instanceof RedisSinkConnector);
  }

  @Test
  void everyTaskKnowsItsNumber() {
    connector.start(Map.of("name", "mirror", "redis.uri", redis.uri()));
    assertThat(connector.taskConfigs(2))
        .extracting(config -> config.get("walmirror.task"))
        .containsExactly("0", "1");
    assertThat(connector.taskClass()).isEqualTo(RedisSinkTask.class);
  }

  @Test
  void anyOffsetMayBeSet() {
    TopicPartition partition = new TopicPartition("t", 0);
    assertThat(connector.alterOffsets(Map.of(), Map.of(partition, 0L))).isTrue();
  }

  @Test
  void goodSettingsHaveNoErrors() {
    assertThat(errors()).isEmpty();
    assertThat(redis.received()).extracting(command -> command.get(0)).contains("PING", "SCRIPT");
  }

  @Test
  void withoutFenceNoScriptIsAskedFor() {
    assertThat(errors("redis.fence", "off")).isEmpty();
    assertThat(redis.count("SCRIPT")).isZero();
  }

  @Test
  void nativeJsonNeedsAServerThatHasIt() {
    assertThat(errors("redis.type", "json")).isEmpty();
    assertThat(redis.count("JSON.TYPE")).isEqualTo(1);
    redis.answer(
        "JSON.TYPE", "-ERR unknown command 'JSON.TYPE', with args beginning with: 'walmirror' ");
    assertThat(errors("redis.type", "json").get("redis.type"))
        .contains("unknown command")
        .contains("redis.type=string");
    assertThat(errors("redis.type", "string")).isEmpty();
    assertThat(redis.count("JSON.TYPE")).as("asked for json alone").isEqualTo(2);
  }

  @Test
  void aMissingUriIsNamed() {
    assertThat(errors("redis.uri", null)).containsOnlyKeys("redis.uri");
  }

  @Test
  void anUnreachableRedisIsNamedWithTheCure() {
    redis.close();
    assertThat(errors()).containsOnlyKeys("redis.uri");
    assertThat(errors().get("redis.uri"))
        .contains("no connection to redis://")
        .contains("see that");
  }

  @Test
  void anUnknownHostIsNamed() {
    assertThat(errors("redis.uri", "redis://no-such-host.invalid").get("redis.uri"))
        .contains("no-such-host.invalid");
  }

  @Test
  void aServerThatIsNoRedisIsNamed() {
    redis.answer("CLIENT", "HTTP/1.1 400 Bad Request");
    assertThat(errors()).containsOnlyKeys("redis.uri");
  }

  @Test
  void aWrongPasswordIsNamedWithTheCure() {
    redis.answer("AUTH", "-WRONGPASS invalid username-password pair or user is disabled.");
    Map<String, String> errors = errors("redis.password", "guess");
    assertThat(errors).containsOnlyKeys("redis.password");
    assertThat(errors.get("redis.password"))
        .contains("WRONGPASS")
        .contains("correct redis.username and redis.password")
        .doesNotContain("guess");
  }

  @Test
  void aMissingPasswordIsNamedWithTheCure() {
    redis.answer("CLIENT", "-NOAUTH Authentication required.");
    assertThat(errors().get("redis.password")).contains("set redis.password");
  }

  @Test
  void aPasswordThatNobodyAskedForIsNamed() {
    redis.answer(
        "AUTH",
        "-ERR AUTH <password> called without any password configured for the default user.");
    assertThat(errors("redis.password", "x")).containsOnlyKeys("redis.password");
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    redis.answer("SELECT", "-ERR DB index is out of range");
    assertThat(errors("redis.uri", redis.uri() + "/99").get("redis.uri"))
        .contains("correct the database number");
  }

  @Test
  void scriptsThatAreForbiddenAreNamed() {
    redis.answer("SCRIPT", "-ERR unknown command 'SCRIPT'");
    assertThat(errors().get("redis.fence")).contains("redis.fence=off");
  }

  @Test
  void aRedisThatIsLoadingIsNamedAsSuch() {
    redis.answer("PING", "-LOADING Redis is loading the dataset in memory");
    assertThat(errors().get("redis.uri")).contains("LOADING").contains("try again");
  }

  @Test
  void badValuesAreNamedWithoutRedisBeingAsked() {
    assertThat(errors("redis.type", "tree")).containsOnlyKeys("redis.type");
    assertThat(errors("redis.keyspace", "${tabel}").get("redis.keyspace"))
        .contains("unknown placeholder ${tabel}");
    assertThat(errors("redis.separator", "")).containsOnlyKeys("redis.separator");
    assertThat(errors("redis.separator", "%")).containsOnlyKeys("redis.separator");
    assertThat(errors("redis.keyspace", "${schema}${table}")).containsOnlyKeys("redis.keyspace");
    assertThat(errors("redis.fields.rename", "customer")).containsOnlyKeys("redis.fields.rename");
    assertThat(errors("redis.fields.rename", "a:c,b:c").get("redis.fields.rename"))
        .contains("two columns to c");
    assertThat(errors("redis.fence", "maybe")).containsOnlyKeys("redis.fence");
    assertThat(errors("redis.batch.rows", "0")).containsOnlyKeys("redis.batch.rows");
    assertThat(redis.received()).isEmpty();
  }

  @Test
  void replicasThatMayTakeLongerThanAnAnswerAreNamed() {
    Map<String, String> errors =
        errors("redis.wait.replicas", "1", "redis.wait.timeout.ms", "2000");
    assertThat(errors).containsOnlyKeys("redis.wait.timeout.ms");
    assertThat(errors("redis.wait.timeout.ms", "2000")).as("nobody is waited for").isEmpty();
  }

  @Test
  void aKeyTemplateThatCannotBeIsNamedWithTheCure() {
    assertThat(errors("redis.key", "${a}${b}").get("redis.key")).contains("two placeholders");
    assertThat(errors("redis.key", "a:${b").get("redis.key")).contains("without \"}\"");
    assertThat(errors("redis.key", "orders").get("redis.key")).contains("add ${pk}");
    assertThat(errors("redis.key", "${a}:${b}").get("redis.truncate"))
        .contains("redis.key has nothing but values");
    assertThat(errors("redis.keyspace", "").get("redis.truncate")).contains("redis.keyspace");
    assertThat(errors("redis.key", "a:${id}", "redis.keyspace", "b").get("redis.key"))
        .contains("leave one of the two out");
    assertThat(redis.received()).isEmpty();
    assertThat(errors("redis.key", "all", "redis.type", "delete")).isEmpty();
    assertThat(errors("redis.key", "${id}", "redis.truncate", "ignore")).isEmpty();
    assertThat(errors("redis.key", "${table}/${id}")).isEmpty();
  }

  @Test
  void anOldSpellingThatSaysSomethingElseIsNamed() {
    assertThat(errors("redis.command", "HSET")).isEmpty();
    assertThat(errors("redis.command", "SET", "redis.type", "string")).isEmpty();
    assertThat(errors("redis.command", "SET", "redis.type", "hash").get("redis.command"))
        .contains("old spelling of redis.type");
    assertThat(errors("redis.command", "XADD").get("redis.command")).contains("none of HSET");
  }

  @Test
  void whatMeansNothingForTheTypeIsNamed() {
    assertThat(errors("redis.nulls", "empty", "redis.type", "string"))
        .containsOnlyKeys("redis.nulls");
    assertThat(errors("redis.binary", "raw", "redis.type", "string").get("redis.binary"))
        .contains("binary.handling.mode");
    assertThat(errors("redis.key.ttl", "60", "redis.type", "delete"))
        .containsOnlyKeys("redis.key.ttl");
    assertThat(errors("redis.key.ttl", "soon").get("redis.key.ttl")).contains("${expires_at}");
  }

  @Test
  void topicsWhoseTablesWouldShareKeysAreNamed() {
    String topics = "shop.public.orders, shop.eu.orders, __walmirror.shop";
    assertThat(errors("topics", topics).get("redis.keyspace"))
        .contains("shop.public.orders")
        .contains("${schema}");
    assertThat(errors("topics", topics, "redis.key", "order:${id}").get("redis.key"))
        .contains("shop.eu.orders");
    assertThat(errors("topics", topics, "redis.keyspace", "${schema}.${table}")).isEmpty();
    assertThat(errors("topics", topics, "redis.key", "${topic}:${id}")).isEmpty();
  }

  @Test
  void aSettingThatDoesNotExistIsNamedWithTheNearestThatDoes() {
    assertThat(errors("redis.keyspce", "x").get("redis.keyspce"))
        .contains("nearest is redis.keyspace;");
    assertThat(errors("redis.fields", "x").get("redis.fields")).contains("redis.fields.");
  }

  @Test
  void everySettingIsDocumented() {
    assertThat(connector.config().configKeys().values())
        .allMatch(key -> key.name.startsWith("redis."))
        .allMatch(key -> key.documentation != null && key.documentation.endsWith("."));
  }

  private Map<String, String> errors(String... nameAndValue) {
    Map<String, String> properties =
        new HashMap<>(Map.of("name", "mirror", "topics", "t", "redis.uri", redis.uri()));
    if (nameAndValue.length > 0 && nameAndValue[1] == null) {
      properties.remove(nameAndValue[0]);
    } else {
      for (int i = 0; i < nameAndValue.length; i += 2) {
        properties.put(nameAndValue[i], nameAndValue[i + 1]);
      }
    }
    return Validation.errors(properties);
  }
}
