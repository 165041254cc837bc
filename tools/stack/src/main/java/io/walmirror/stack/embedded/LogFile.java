package io.walmirror.stack.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a server has logged since a moment. */
final class LogFile {

  private static final int MOST = 1 << 20;

  private final Path path;
  private long from;

  LogFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Lets everything before now be forgotten. */
  void mark() {
    try {
      from = Files.exists(path) ? Files.size(path) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was logged since the mark; of very much, the last part. */
  String text() {
    if (!Files.exists(path)) {
      return "";
    }
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      long begin = Math.max(from, channel.size() - MOST);
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Math.max(0, channel.size() - begin)));
      channel.position(begin);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // The channel gives what it has.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String phrase) {
    return text().contains(phrase);
  }

  /** The last lines since the mark, indented; of a stack trace, only what happened, not where. */
  String lastLines(int count) {
    List<String> lines =
        text().lines().filter(line -> !line.isBlank() && !line.startsWith("\tat ")).toList();
    StringBuilder last = new StringBuilder();
    for (String line : lines.subList(Math.max(0, lines.size() - count), lines.size())) {
      last.append("    ").append(line).append('\n');
    }
    return last.toString();
  }
}
