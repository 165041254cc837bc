package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.server.Connect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What must not be told to whoever reads logs. */
final class Secrets {

  private Secrets() {}

  /** The worker's log, where it is a file of this machine, does not have it. */
  static void assertUntold(Connect worker, String secret) {
    worker.log().ifPresent(log -> assertUntold(log, secret));
  }

  private static void assertUntold(Path log, String secret) {
    try {
      String text = Files.readString(log);
      assertThat(text).as("%s is the log", log).contains("Kafka Connect started");
      assertThat(text.lines().filter(line -> line.contains(secret))).as("%s", log).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
