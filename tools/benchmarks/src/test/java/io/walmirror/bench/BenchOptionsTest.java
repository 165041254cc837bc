package io.walmirror.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {

  @Test
  void aSourceBenchIsLongEnoughToBeCompiled() {
    BenchOptions options = parse("source");
    assertThat(options.subject()).isEqualTo(Subject.SOURCE);
    assertThat(options.rows()).isGreaterThanOrEqualTo(600_000);
    assertThat(options.rounds()).isEqualTo(3);
  }

  @Test
  void quickIsSmallAndOnce() {
    assertThat(parse("source", "--quick").rows()).isLessThan(100_000);
    assertThat(parse("sink", "--quick").rounds()).isEqualTo(1);
  }

  @Test
  void whatIsSaidOutranksQuick() {
    BenchOptions options = parse("sink", "--rows", "7", "--quick", "--rounds", "2");
    assertThat(options.rows()).isEqualTo(7);
    assertThat(options.rounds()).isEqualTo(2);
  }

  @Test
  void namesFilesAndVersion() {
    BenchOptions options =
        parse("source", "--json", "a.json", "--profile", "b", "--postgres-version", "16");
    assertThat(options.json()).contains(Path.of("a.json"));
    assertThat(options.profile()).contains(Path.of("b"));
    assertThat(options.postgresVersion()).isEqualTo("16");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "source --rows",
        "source --rows 0",
        "source --rows many",
        "source --rounds 101",
        "source --fast",
        "source sink",
      })
  void whatIsNotUnderstoodIsRefused(String words) {
    assertThatThrownBy(() -> parse(words.isEmpty() ? new String[0] : words.split(" ", -1)))
        .isInstanceOf(UsageException.class);
  }

  private static BenchOptions parse(String... words) {
    return BenchOptions.parse(List.of(words));
  }
}
