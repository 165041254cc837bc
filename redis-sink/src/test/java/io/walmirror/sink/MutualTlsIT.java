package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.fixture.Certificates;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.Table;
import io.walmirror.stack.process.Ports;
import io.walmirror.stack.server.RedisOptions;
import io.walmirror.stack.server.SinkUser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that wants to know by a certificate who comes. */
class MutualTlsIT {

  private static final String TRUSTSTORE = "redis.ssl.truststore.location";
  private static final String KEYSTORE = "redis.ssl.keystore.location";

  @TempDir private static Path folder;
  private static Certificates certificates;
  private static RealRedis redis;
  private static String uri;
  private static Path ours;
  private static Path strangers;
  private static Path trusted;

  private final Table orders = Table.orders();

  @BeforeAll
  static void startRedis() throws IOException, GeneralSecurityException, InterruptedException {
    certificates = new Certificates(folder);
    Path server = certificates.keystore("server");
    ours = certificates.keystore("sink");
    strangers = certificates.keystore("stranger");
    trusted = certificates.truststore("trusted", server);
    int port = Ports.free();
    redis =
        RealRedis.start(
            RedisOptions.defaults()
                .withLine("tls-port " + port)
                .withLine("tls-cert-file " + Certificates.certificate(server))
                .withLine("tls-key-file " + Certificates.key(server))
                .withLine("tls-ca-cert-file " + Certificates.certificate(ours))
                .withLine("tls-auth-clients yes"));
    uri = SinkUser.in(URI.create("rediss://" + Ports.HOST + ":" + port)).toString();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.empty();
  }

  @Test
  void rowsArriveWhereBothSidesKnowEachOther() {
    assertThat(problems(trusted, ours)).isEmpty();
    try (RunningSink sink = start(trusted, ours)) {
      sink.put(orders.upsert(10, "id", 1));
    }
    assertThat(redis.row("orders:1")).containsEntry("id", "1");
  }

  @Test
  void aSinkThatRedisDoesNotKnowFailsAndSaysWhatToSet() {
    for (Path keystore : new Path[] {null, strangers}) {
      assertThat(problems(trusted, keystore)).singleElement().asString().contains(KEYSTORE);
      try (RunningSink sink = start(trusted, keystore)) {
        assertThatThrownBy(() -> sink.putOnce(List.of(orders.upsert(10, "id", 1))))
            .isInstanceOf(ConnectException.class)
            .hasMessageContaining(KEYSTORE);
      }
    }
    assertThat(redis.keys("*")).isEmpty();
  }

  @Test
  void aRedisThatTheSinkDoesNotKnowIsToldNothing() throws IOException, GeneralSecurityException {
    Path others = certificates.truststore("others", strangers);
    assertThat(problems(others, ours))
        .singleElement()
        .asString()
        .contains("not trusted", TRUSTSTORE);
    assertThat(problems(null, ours)).singleElement().asString().contains("not trusted", TRUSTSTORE);
  }

  @Test
  void filesAreReadAtEveryConnectAndWaitedForWhileTheyAreRenewed() throws IOException {
    Path renewed = folder.resolve("renewed.p12");
    try (RunningSink sink = start(trusted, renewed)) {
      assertThatThrownBy(() -> sink.putOnce(List.of(orders.upsert(10, "id", 1))))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining(KEYSTORE)
          .hasMessageContaining("renewed.p12");
      Files.copy(ours, renewed);
      sink.put(orders.upsert(10, "id", 1));

      Files.copy(strangers, renewed, StandardCopyOption.REPLACE_EXISTING);
      redis.client().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      assertThatThrownBy(() -> sink.putOnce(List.of(orders.upsert(20, "id", 1))))
          .as("the control: the new file is what counts")
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining(KEYSTORE);
    }
  }

  @Test
  void aFileThatCannotBeReadIsRefusedByItsSetting() {
    Map<String, String> settings = settings(trusted, ours);
    settings.put("redis.ssl.keystore.password", "wrong");
    assertThat(problems(settings))
        .singleElement()
        .asString()
        .contains(KEYSTORE, "sink.p12", "password")
        .doesNotContain("wrong");
    settings = settings(trusted, ours);
    settings.put("redis.uri", redis.uri());
    assertThat(problems(settings)).hasSize(2).allMatch(problem -> problem.contains("rediss://"));
  }

  private static RunningSink start(Path truststore, Path keystore) {
    List<String> all = new ArrayList<>();
    settings(truststore, keystore)
        .forEach(
            (name, value) -> {
              all.add(name);
              all.add(value);
            });
    return RunningSink.start(uri, all.toArray(String[]::new));
  }

  private static List<String> problems(Path truststore, Path keystore) {
    return problems(settings(truststore, keystore));
  }

  private static List<String> problems(Map<String, String> settings) {
    return new RedisSinkConnector()
        .validate(settings).configValues().stream()
            .flatMap(value -> value.errorMessages().stream())
            .toList();
  }

  private static Map<String, String> settings(Path truststore, Path keystore) {
    Map<String, String> settings =
        new HashMap<>(Map.of("name", "mirror", "topics", "orders", "redis.uri", uri));
    if (truststore != null) {
      settings.put(TRUSTSTORE, truststore.toString());
      settings.put("redis.ssl.truststore.password", Certificates.PASSWORD);
    }
    if (keystore != null) {
      settings.put(KEYSTORE, keystore.toString());
      settings.put("redis.ssl.keystore.password", Certificates.PASSWORD);
    }
    return settings;
  }
}
