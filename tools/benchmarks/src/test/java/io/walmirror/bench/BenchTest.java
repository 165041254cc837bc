package io.walmirror.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h"})
  void helpTellsEveryOption(String word) {
    assertThat(run(word)).isZero();
    assertThat(text(out))
        .contains("source", "sink", "--rows", "--rounds", "--quick", "--json", "--profile")
        .contains("--postgres-version");
  }

  @Test
  void aWrongCommandEndsWithTwoAndTellsTheRightOnesOnStandardError() {
    assertThat(run("sourcery")).isEqualTo(2);
    assertThat(text(out)).isEmpty();
    assertThat(text(err)).contains("\"sourcery\"", "usage: ./walmirror bench");
  }

  @Test
  void aFileThatCannotBeWrittenIsToldBeforeAnythingIsMeasured(@TempDir Path folder) {
    Path file = folder.resolve("missing").resolve("result.json");
    assertThat(run("source", "--json", file.toString())).isEqualTo(3);
    assertThat(text(err)).contains("--json", file.toString()).doesNotContain("starting");
  }

  private int run(String... words) {
    return new Bench(print(out), print(err)).run(List.of(words));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
