package io.walmirror.stack.up.console;

import io.walmirror.stack.up.running.RunningFile;
import io.walmirror.stack.up.running.RunningUp;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The servers of the {@code up} that runs, for a command that is given its file. */
final class Servers {

  static final PrintStream OUT = stream(FileDescriptor.out);
  static final PrintStream ERR = stream(FileDescriptor.err);

  private Servers() {}

  /** What runs; says so where nothing does. */
  static Optional<RunningUp> running() {
    try {
      Optional<RunningUp> running =
          new RunningFile(Path.of(System.getProperty("walmirror.running"))).read();
      if (running.isEmpty()) {
        ERR.println("Nothing runs here. Start ./walmirror up in another terminal, then try again.");
      }
      return running;
    } catch (IOException e) {
      ERR.println(e.getMessage());
      return Optional.empty();
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
