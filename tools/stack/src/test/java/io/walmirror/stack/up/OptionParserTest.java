package io.walmirror.stack.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.stack.up.running.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionParserTest {

  private static Options parse(String... words) {
    return OptionParser.parse(List.of(words), Map.of());
  }

  @Test
  void withoutWordsEverythingIsStartedOnFreePorts() {
    Options options = parse();

    assertThat(options.once()).isFalse();
    assertThat(options.keep()).isFalse();
    assertThat(options.rate()).isEqualTo(10);
    assertThat(options.ports()).isEqualTo(new Options.Ports(0, 0, 0, 0));
    assertThat(options.usesOwnServers()).isFalse();
  }

  @Test
  void valuesFollowTheirNameOrAnEqualsSign() {
    Options options = parse("--once", "--redis-port", "7000", "--connect-port=8083", "--timeout=5");

    assertThat(options.once()).isTrue();
    assertThat(options.ports()).isEqualTo(new Options.Ports(0, 7000, 0, 8083));
    assertThat(options.patience()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "now",
        "--twice",
        "--once=yes",
        "--rate",
        "--rate=0",
        "--rate=many",
        "--redis-port=65536",
        "--postgres=mysql://u@h/d",
        "--postgres=postgresql://host-without-user/d",
        "--redis=localhost:6379",
        "--connect=localhost:8083",
        "--redis=redis://h --redis-port=1",
        "--connect=http://h:8083 --kafka-port=1",
        "--keep --redis=redis://h"
      })
  void whatIsNotUnderstoodIsWrongUsage(String words) {
    assertThatThrownBy(() -> parse(words.split(" ")))
        .isInstanceOfSatisfying(
            UpException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("usage: ./walmirror up");
  }

  @Test
  void aUrlThatIsNotUnderstoodIsNotRepeated() {
    assertThatThrownBy(() -> parse("--postgres=postgresq://u:secret@h/d"))
        .message()
        .doesNotContain("secret");
  }

  @Test
  void postgresIsReadFromItsUrl() {
    PostgresAddress address =
        parse("--postgres", "postgresql://me:p%40ss+word@db:6543/main?sslmode=require")
            .postgres()
            .orElseThrow();

    assertThat(address)
        .isEqualTo(new PostgresAddress("db", 6543, "main", "me", "p@ss+word", "require"));
    assertThat(address.toString()).isEqualTo("db:6543/main");
  }

  @Test
  void aJdbcUrlIsUnderstoodToo() {
    PostgresAddress address =
        parse("--postgres=jdbc:postgresql://db/main?user=me&password=p").postgres().orElseThrow();

    assertThat(address).isEqualTo(new PostgresAddress("db", 5432, "main", "me", "p", "prefer"));
  }

  @Test
  void passwordsMayComeFromTheEnvironment() {
    Options options =
        OptionParser.parse(
            List.of("--postgres=postgresql://me@db/main", "--redis=rediss://cache:7000/2"),
            Map.of("PGPASSWORD", "one", "REDISCLI_AUTH", "two:@"));

    assertThat(options.postgres().orElseThrow().password()).isEqualTo("one");
    assertThat(options.redis().orElseThrow())
        .hasToString("rediss://:two%3A%40@cache:7000/2")
        .satisfies(uri -> assertThat(RedisAddress.shown(uri)).isEqualTo("cache:7000"));
  }

  @Test
  void everyOptionIsInTheUsage() {
    assertThat(Usage.text())
        .contains(
            "--once",
            "--keep",
            "--rate",
            "--plain",
            "--timeout",
            "--postgres ",
            "--redis ",
            "--connect ",
            "--postgres-port",
            "--redis-port",
            "--kafka-port",
            "--connect-port");
  }
}
