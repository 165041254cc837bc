package io.walmirror.stack.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A small process that outlives this one. It is told what runs; when this process ends, however it
 * does, the pipe between them closes, and it ends what still runs and removes the folder.
 *
 * <p>Safe for use by several threads.
 */
final class Watchdog implements AutoCloseable {

  private static final String NAME = "walmirror-watchdog";
  private static final int END_SECONDS = 20;

  private final Process process;
  private final OutputStream pipe;

  private Watchdog(Process process) {
    this.process = process;
    this.pipe = process.getOutputStream();
  }

  /** Starts one that removes that folder at the end; null for none. */
  static Watchdog start(Path folder) {
    List<String> command = new ArrayList<>(Session.prefix());
    command.addAll(List.of("sh", "-c", script(), NAME));
    command.add(folder == null ? "" : folder.toString());
    try {
      return new Watchdog(
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new StackException("cannot start the watchdog: is there a shell at sh?", e);
    }
  }

  /** Writes its process id into a file, for the next starter that uses the same folder. */
  void leaveName(FileChannel file) throws IOException {
    file.truncate(0);
    file.write(ByteBuffer.wrap(Long.toString(pid()).getBytes(StandardCharsets.US_ASCII)), 0);
  }

  /**
   * Waits for the watchdog that has left its name in a file. Its starter may have been killed just
   * now, so that it still ends what uses the folder.
   */
  static void awaitEndOf(FileChannel file) throws IOException {
    ByteBuffer name = ByteBuffer.allocate(20);
    file.read(name, 0);
    String pid = new String(name.array(), 0, name.position(), StandardCharsets.US_ASCII);
    if (!pid.matches("\\d+")) {
      return;
    }
    Optional<ProcessHandle> last =
        ProcessHandle.of(Long.parseLong(pid)).filter(Watchdog::isOneOfThem);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    while (last.isPresent() && last.get().isAlive() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static boolean isOneOfThem(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.contains(NAME)).isPresent();
  }

  /** A process that must end with this one. */
  void watch(long pid, Launch.Ending ending) {
    tell("process " + pid + " " + ending);
  }

  /** A process that has ended, or may live on. */
  void forget(long pid) {
    tell("ended " + pid);
  }

  /** A segment of System V shared memory that must go when its processes have. */
  void watchSegment(long id) {
    tell("segment " + id);
  }

  long pid() {
    return process.pid();
  }

  private synchronized void tell(String line) {
    try {
      pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      pipe.flush();
    } catch (IOException e) {
      throw new StackException("the watchdog is gone; somebody ended process " + pid(), e);
    }
  }

  /** Lets it end what still runs and remove the folder, and waits for that. */
  @Override
  public void close() {
    try {
      pipe.close();
    } catch (IOException e) {
      // A watchdog that was ended by others has closed its end already.
    }
    try {
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String script() {
    try (InputStream in = Watchdog.class.getResourceAsStream("watchdog.sh")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
