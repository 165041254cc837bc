package io.walmirror.stack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a process is started.
 *
 * @param name of the server
 * @param command and its arguments
 * @param environment variables on top of this process's own
 * @param folder where it works
 * @param log what it prints is added to this file
 * @param ending what ends it at once without leaving anything behind
 */
public record Launch(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path folder,
    Path log,
    Ending ending) {

  /** The signal that ends a process at once. */
  public enum Ending {
    /** SIGKILL. */
    KILL,
    /** SIGTERM, for one that saves its data then; SIGKILL if it does not go. */
    TERM,
    /**
     * SIGQUIT, as PostgreSQL needs it to take its shared memory along; SIGKILL if it does not go.
     */
    QUIT
  }

  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
