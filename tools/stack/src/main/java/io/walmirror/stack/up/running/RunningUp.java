package io.walmirror.stack.up.running;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * What other commands have to know of an {@code up} that runs: who it is and how its servers are
 * reached.
 *
 * @param pid its process
 * @param started when that process began; a number alone could be somebody else's by now
 * @param logs the servers' log files, by the servers' names
 */
public record RunningUp(
    long pid,
    Instant started,
    String jdbcUrl,
    String postgresUser,
    String postgresPassword,
    URI redis,
    URI connect,
    Map<String, Path> logs) {

  public RunningUp {
    logs = Map.copyOf(logs);
  }

  /** Whether the process that wrote this is still there. */
  public boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().startInstant())
        .filter(started::equals)
        .isPresent();
  }

  /** When this process began. */
  public static Instant startOfThisProcess() {
    return ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);
  }
}
