package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A {@link SnapshotProcess} that is killed (SIGKILL), as often as it is run.
 *
 * @param offsets the file that outlives it
 * @param mutant classes of the source that differ
 * @param patience how long a run may take
 */
record KilledTask(
    Map<String, String> settings, Path offsets, Optional<Path> mutant, Duration patience) {

  /** Runs it, tells what it prints, and kills it when that is so. */
  void run(Consumer<String> lines, BooleanSupplier until) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var unused =
        process
            .onExit()
            .orTimeout(patience.toSeconds(), TimeUnit.SECONDS)
            .exceptionally(
                late -> {
                  return process.destroyForcibly();
                });
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = output.readLine();
      while (line != null) {
        // What the kill cut off was not printed.
        if (line.endsWith(SnapshotProcess.END)) {
          lines.accept(line);
        }
        if (until.getAsBoolean()) {
          // Not through the process itself, which would close what is still to be read.
          process.toHandle().destroyForcibly();
        }
        line = output.readLine();
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(until.getAsBoolean()).as("the process ended by itself").isTrue();
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-cp");
    String usual = System.getProperty("java.class.path");
    command.add(mutant.map(first -> first + File.pathSeparator + usual).orElse(usual));
    command.add(SnapshotProcess.class.getName());
    command.add(offsets.toString());
    settings.forEach((name, value) -> command.add(name + "=" + value));
    return command;
  }
}
