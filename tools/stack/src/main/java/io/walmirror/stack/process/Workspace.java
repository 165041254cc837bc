package io.walmirror.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * A folder and the processes that work in it. When it is closed, or the Java that opened it ends in
 * whatever way, the processes end, and a temporary folder goes. Safe for use by several threads.
 */
public final class Workspace implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;
  private final boolean kept;
  private final FileChannel lock;
  private final Watchdog watchdog;
  private final Thread hook = new Thread(this::closeAtExit, "walmirror-exit");
  private final List<Child> children = new ArrayList<>();
  private final Deque<AutoCloseable> servers = new ArrayDeque<>();
  private volatile boolean closed;

  private Workspace(Path folder, boolean kept, FileChannel lock, Watchdog watchdog) {
    this.folder = folder;
    this.kept = kept;
    this.lock = lock;
    this.watchdog = watchdog;
  }

  /** A temporary one. */
  public static Workspace open() {
    return open(Folder.temporary());
  }

  public static Workspace open(Folder folder) {
    Workspace workspace =
        folder instanceof Folder.Kept named ? openKept(named.path()) : openTemporary();
    Runtime.getRuntime().addShutdownHook(workspace.hook);
    return workspace;
  }

  private static Workspace openTemporary() {
    byte[] random = new byte[6];
    RANDOM.nextBytes(random);
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    Path folder = temporary.resolve("walmirror-" + HexFormat.of().formatHex(random));
    // The watchdog comes before the folder, so that there is no folder that nobody would remove.
    Watchdog watchdog = Watchdog.start(folder);
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      watchdog.close();
      throw new StackException("cannot create " + folder + "; is there space and permission?", e);
    }
    return new Workspace(folder, false, null, watchdog);
  }

  private static Workspace openKept(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new StackException(
            "another stack uses " + folder + "; end it first, or name another folder");
      }
      Watchdog.awaitEndOf(channel);
      Watchdog watchdog = Watchdog.start(null);
      watchdog.leaveName(channel);
      return new Workspace(folder, true, channel, watchdog);
    } catch (IOException e) {
      throw new StackException("cannot use the folder " + folder + ": " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("resource") // The lock is let go with its channel.
  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  public Path folder() {
    return folder;
  }

  /** Whether folder and data outlive this. */
  public boolean isKept() {
    return kept;
  }

  /** Whether no process is started here any more. */
  public boolean isClosed() {
    return closed;
  }

  /** Lets whoever starts a process here give up; {@link #close} is still to come. */
  public void giveUp() {
    closed = true;
  }

  /** The folder of that name in this one, created where it is missing. */
  public Path folder(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a process. */
  public synchronized Child launch(Launch launch) {
    if (closed) {
      throw new StackException(launch.name() + " is not started: its workspace is closed");
    }
    Child child = Child.start(launch, watchdog);
    children.removeIf(other -> !other.isAlive());
    children.add(child);
    return child;
  }

  /** Lets a segment of System V shared memory go at the end. */
  public void watchSegment(long id) {
    watchdog.watchSegment(id);
  }

  /** What is closed before this is, the last one first. */
  public synchronized void closeFirst(AutoCloseable server) {
    servers.push(server);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This Java is ending: the hook closes everything.
      return;
    }
    end();
  }

  private void closeAtExit() {
    if (!kept) {
      // Whoever still waits for a server to start must not be waited for.
      List<Child> running;
      synchronized (this) {
        closed = true;
        running = List.copyOf(children);
      }
      running.forEach(Child::end);
    }
    end();
  }

  private void end() {
    closed = true;
    RuntimeException failure = null;
    for (AutoCloseable server = next(); server != null; server = next()) {
      try {
        server.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new StackException("not everything was closed: " + e.getMessage(), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    watchdog.close();
    unlock();
    if (failure != null) {
      throw failure;
    }
  }

  private synchronized AutoCloseable next() {
    return servers.poll();
  }

  private void unlock() {
    if (lock == null) {
      return;
    }
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
