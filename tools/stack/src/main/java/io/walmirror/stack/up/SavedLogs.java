package io.walmirror.stack.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The servers' logs, when something went wrong: copied to where they stay, and their ends. */
final class SavedLogs {

  private SavedLogs() {}

  /** Removes those of an earlier run. */
  static void forget(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> logs = Files.list(folder)) {
        for (Path log : logs.toList()) {
          Files.delete(log);
        }
      }
    }
  }

  static void save(Map<String, Path> logs, Path folder) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, Path> log : logs.entrySet()) {
        if (Files.exists(log.getValue())) {
          Path copy = folder.resolve(log.getKey() + ".log");
          Files.copy(log.getValue(), copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy the logs to " + folder, e);
    }
  }

  /** The last lines of a log that was saved. */
  static List<String> end(Path folder, String name, int lines) {
    Path log = folder.resolve(name + ".log");
    try {
      List<String> all =
          Files.exists(log)
              ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList()
              : List.of();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of("cannot read " + log + ": " + e.getMessage());
    }
  }
}
