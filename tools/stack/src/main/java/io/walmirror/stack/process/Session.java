package io.walmirror.stack.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts a process into a session of its own, so that a Ctrl-C in the terminal reaches its starter
 * alone, who then ends everything in order.
 */
final class Session {

  private static final List<String> PREFIX = find();

  private Session() {}

  /** What goes before a command; nothing where no tool for it is found. The process id stays. */
  static List<String> prefix() {
    return PREFIX;
  }

  private static List<String> find() {
    if (isOnPath("setsid")) {
      return List.of("setsid");
    }
    if (isOnPath("perl")) {
      return List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or die $!");
    }
    return List.of();
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String folder : path.split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
