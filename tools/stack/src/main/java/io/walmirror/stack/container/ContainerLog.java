package io.walmirror.stack.container;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The file that a container's output goes to. Safe for use by several threads. */
final class ContainerLog {

  private static final int LINES = 12;

  private final Path path;
  private OutputStream out;

  ContainerLog(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  synchronized void add(byte[] bytes) {
    if (bytes == null) {
      return;
    }
    try {
      if (out == null) {
        out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized String lastLines() {
    try {
      List<String> lines =
          Files.exists(path) ? Files.readAllLines(path, StandardCharsets.UTF_8) : List.of();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void close() {
    try {
      if (out != null) {
        out.close();
        out = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
