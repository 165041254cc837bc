package io.walmirror.stack.up;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The folders and files of the clone that {@code ./walmirror} belongs to.
 *
 * @param root of the clone
 * @param plugins the packaged zips
 * @param runningFile says what runs
 */
record Home(Path root, List<Path> plugins, Path runningFile) {

  Home {
    plugins = List.copyOf(plugins);
  }

  /** As the script says it in system properties. */
  static Home fromProperties() {
    return new Home(
        Path.of(System.getProperty("walmirror.home")),
        Arrays.stream(System.getProperty("walmirror.plugins", "").split(":", -1))
            .filter(text -> !text.isEmpty())
            .map(Path::of)
            .toList(),
        Path.of(System.getProperty("walmirror.running")));
  }

  Path examples() {
    return root.resolve("config-examples").resolve("quickstart");
  }

  /** Where {@code --keep} keeps its data. */
  Path kept() {
    return root.resolve(".walmirror").resolve("data");
  }

  /** Where logs are copied to when something goes wrong. */
  Path savedLogs() {
    return root.resolve("target").resolve("up").resolve("logs");
  }
}
