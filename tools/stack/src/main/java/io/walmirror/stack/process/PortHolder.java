package io.walmirror.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds who listens at a port: from {@code /proc} where there is one, else from {@code lsof}. */
final class PortHolder {

  private static final String LISTENING = "0A";

  private PortHolder() {}

  /** Such as {@code redis-server (process 4711)}; empty where this user may not know. */
  static Optional<String> of(int port) {
    try {
      return (Files.isDirectory(Path.of("/proc/self")) ? fromProc(port) : fromLsof(port))
          .map(PortHolder::described);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static String described(long pid) {
    String command =
        ProcessHandle.of(pid)
            .flatMap(handle -> handle.info().command())
            .map(path -> path.substring(path.lastIndexOf('/') + 1) + " ")
            .orElse("");
    return command + "(process " + pid + ")";
  }

  private static Optional<Long> fromProc(int port) throws IOException {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (Files.isReadable(Path.of(table))) {
        for (String line : Files.readAllLines(Path.of(table))) {
          socket(line, port).ifPresent(inode -> sockets.add("socket:[" + inode + "]"));
        }
      }
    }
    if (sockets.isEmpty()) {
      return Optional.empty();
    }
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.map(ProcessHandle::pid).filter(pid -> hasOneOf(pid, sockets)).findFirst();
    }
  }

  /** The inode of a line that tells of a listening socket at that port. */
  private static Optional<String> socket(String line, int port) {
    String[] words = line.trim().split("\\s+", 11);
    if (words.length < 10 || !words[3].equals(LISTENING)) {
      return Optional.empty();
    }
    String local = words[1];
    boolean here = local.endsWith(String.format(":%04X", port));
    return here ? Optional.of(words[9]) : Optional.empty();
  }

  private static boolean hasOneOf(long pid, Set<String> sockets) {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return files.anyMatch(file -> sockets.contains(target(file)));
    } catch (IOException | UncheckedIOException e) {
      // It has ended, or belongs to somebody else.
      return false;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<Long> fromLsof(int port) throws IOException {
    Process lsof =
        new ProcessBuilder("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-t")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(lsof.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    try {
      lsof.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return printed.lines().findFirst().map(String::trim).map(Long::valueOf);
  }
}
