package io.walmirror.stack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that this one has started and that ends with it. Not safe for use by several threads,
 * but for {@link #end()}, which any thread may call.
 */
public final class Child {

  // The shell waits for a line before it becomes the server. By then the watchdog knows its process
  // id, so there is no moment at which a server runs that nobody would end.
  private static final String WAIT_THEN_RUN = "read -r go && exec \"$@\" </dev/null";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Process process;
  private final Launch launch;
  private final Watchdog watchdog;
  private final Set<Long> paused = new HashSet<>();

  private Child(Process process, Launch launch, Watchdog watchdog) {
    this.process = process;
    this.launch = launch;
    this.watchdog = watchdog;
  }

  static Child start(Launch launch, Watchdog watchdog) {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", WAIT_THEN_RUN, "walmirror-" + launch.name()));
    command.addAll(Session.prefix());
    command.addAll(launch.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(launch.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
    builder.environment().putAll(launch.environment());
    try {
      Process process = builder.start();
      Child child = new Child(process, launch, watchdog);
      watchdog.watch(process.pid(), launch.ending());
      try (var pipe = process.getOutputStream()) {
        pipe.write("go\n".getBytes(StandardCharsets.US_ASCII));
      }
      return child;
    } catch (IOException e) {
      throw new StackException("cannot start " + launch.name() + ": " + e.getMessage(), e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it ended with; a signal's number and 128 when it was ended by one. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Sends a signal to the process itself. */
  public void signal(Signal signal) {
    signal.send(List.of(pid()));
  }

  /** Waits for its end; false when the time is over before. */
  public boolean awaitEnd(Duration limit) {
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (ended) {
        watchdog.forget(pid());
      }
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while " + launch.name() + " was stopping", e);
    }
  }

  /** Stops it and all processes below it in mid-step. */
  public void pause() {
    freeze();
  }

  /** Lets all that was paused go on. */
  public void resume() {
    Signal.CONT.send(paused);
    paused.forEach(watchdog::forget);
    paused.clear();
    signal(Signal.CONT);
  }

  /** Ends it and all processes below it with SIGKILL. */
  public void kill() {
    if (!isAlive()) {
      return;
    }
    List<ProcessHandle> below = freeze();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(PATIENCE);
    below.forEach(Child::awaitEnd);
    paused.forEach(watchdog::forget);
    paused.clear();
  }

  /** Ends it at once, leaving nothing behind. */
  public void end() {
    if (launch.ending() != Launch.Ending.KILL && isAlive()) {
      resume();
      signal(Signal.valueOf(launch.ending().name()));
      awaitEnd(PATIENCE);
    }
    kill();
  }

  /** Stops the process first, so that the list of those below it cannot grow meanwhile. */
  private List<ProcessHandle> freeze() {
    signal(Signal.STOP);
    List<ProcessHandle> below = process.descendants().toList();
    List<Long> pids = below.stream().map(ProcessHandle::pid).toList();
    for (long pid : pids) {
      if (paused.add(pid)) {
        watchdog.watch(pid, Launch.Ending.KILL);
      }
    }
    Signal.STOP.send(pids);
    return below;
  }

  private static void awaitEnd(ProcessHandle handle) {
    // Looked at again and again: the future of a process that is no child of this one is slow.
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (handle.isAlive() && !isDead(handle.pid())) {
      if (System.nanoTime() > end) {
        throw new StackException("process " + handle.pid() + " does not end");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Whether it has ended and only waits to be noticed by its parent, which may be slow to. */
  private static boolean isDead(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.US_ASCII);
      return stat.startsWith(") Z", stat.lastIndexOf(')'));
    } catch (IOException e) {
      // No such process any more, or a system without such files.
      return false;
    }
  }
}
