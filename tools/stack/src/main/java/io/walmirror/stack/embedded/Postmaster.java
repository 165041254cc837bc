package io.walmirror.stack.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What {@code postmaster.pid} tells of a running, or killed, PostgreSQL. */
record Postmaster(List<String> lines) {

  private static final int SEGMENT = 6;
  private static final int STATUS = 7;

  static Optional<Postmaster> of(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return lines.isEmpty() ? Optional.empty() : Optional.of(new Postmaster(lines));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return Long.parseLong(lines.get(0).trim());
  }

  boolean ready() {
    return lines.size() > STATUS && lines.get(STATUS).startsWith("ready");
  }

  /** The id of its System V shared memory. */
  OptionalLong segment() {
    if (lines.size() <= SEGMENT) {
      return OptionalLong.empty();
    }
    String[] keyAndId = lines.get(SEGMENT).trim().split("\\s+", 2);
    return keyAndId.length < 2
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(keyAndId[1].trim()));
  }

  /** Removes the shared memory of a server that was killed. */
  void removeSegment() {
    segment().ifPresent(Postmaster::removeSegment);
  }

  private static void removeSegment(long id) {
    try {
      new ProcessBuilder("ipcrm", "-m", Long.toString(id))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      // Without the tool the segment stays until the machine restarts; it is 56 bytes long.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
