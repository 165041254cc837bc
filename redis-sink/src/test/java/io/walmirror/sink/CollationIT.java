package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.walmirror.sink.fixture.RealRedis;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Scripts compare texts in the order of the server's locale, in which {@code a-b} comes after
 * {@code aa}. Versions compare the same in every locale. The embedded Redis knows none, so that
 * this takes the machine's own.
 */
class CollationIT {

  private static final String LOCALE = "en_US.UTF-8";

  @Test
  void versionsCompareInALocaleThatPassesOverHyphensToo() throws Exception {
    Optional<Path> program = onPath("redis-server");
    assumeTrue(program.isPresent(), "no redis-server on the PATH to try a locale with");
    assumeTrue(isInstalled(), LOCALE + " is not installed on this machine");
    try (RealRedis redis = RealRedis.start(program.get(), environment(LOCALE));
        RealRedis plain = RealRedis.start(program.get(), environment("C"))) {
      assertThat(isByteOrder(redis)).as("the locale is in force").isFalse();
      assertThat(isByteOrder(plain)).as("without it, bytes").isTrue();
      RandomHistoriesIT.proveFor(
          List.of(redis),
          1_000,
          "CollationIT, Redis " + redis.version() + " under LC_ALL=" + LOCALE);
    }
  }

  private static boolean isByteOrder(RealRedis redis) {
    return redis.client().call("EVAL", "return 'a-b' < 'aa'", "0") != null;
  }

  private static Map<String, String> environment(String locale) {
    return new TreeMap<>(Map.of("LC_ALL", locale));
  }

  private static Optional<Path> onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static boolean isInstalled() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("locale", "-a").redirectErrorStream(true).start();
    String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return all.toLowerCase(Locale.ROOT).lines().anyMatch(name -> name.matches("en_us\\.utf-?8"));
  }
}
