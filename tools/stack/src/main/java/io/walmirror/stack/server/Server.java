package io.walmirror.stack.server;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One server of the stack and what can be done to it. A restart keeps port and data.
 *
 * <p>What an origin does not allow throws {@link UnsupportedOperationException}: a server of one's
 * own is never stopped. Safe for use by several threads; operations on one server run one at a
 * time.
 */
public interface Server extends AutoCloseable {

  /** What it is called in messages and log files: {@code postgres}, {@code connect-2}. */
  String name();

  String host();

  int port();

  /** Starts it and waits until it serves; does nothing when it runs already. */
  void start();

  /** Stops it as its operator would, and waits for its end. */
  void stop();

  /** Ends it at once, with all its processes, as SIGKILL does. */
  void kill();

  /**
   * Stops every one of its processes in mid-step (SIGSTOP): connections stay open, nobody answers.
   */
  void pause();

  /** Lets a paused server go on. */
  void resume();

  /** Whether its process lives; true of a paused one. */
  boolean isRunning();

  /** Its process, where it is one of this machine and lives. */
  OptionalLong pid();

  /** Where it logs, where that is a file of this machine. */
  Optional<Path> log();

  /** Ends it for good. */
  @Override
  void close();

  default void restart() {
    stop();
    start();
  }
}
