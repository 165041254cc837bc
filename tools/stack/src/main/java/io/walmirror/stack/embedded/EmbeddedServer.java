package io.walmirror.stack.embedded;

import io.walmirror.stack.process.Child;
import io.walmirror.stack.process.Launch;
import io.walmirror.stack.process.Ports;
import io.walmirror.stack.process.Signal;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server that is a process of this machine. Subclasses say how it is launched, when it serves,
 * and which signal stops it.
 */
abstract class EmbeddedServer implements Server {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int LINES = 12;
  private static final int PORT_TRIES = 4;

  private final Workspace workspace;
  private final String name;
  private final int wantedPort;
  private final Path folder;
  private final LogFile log;
  private volatile int port;
  private volatile Child child;

  EmbeddedServer(Workspace workspace, String name, int wantedPort) {
    this.workspace = workspace;
    this.name = name;
    this.wantedPort = wantedPort;
    this.folder = workspace.folder().resolve(name);
    this.log = new LogFile(workspace.folder().resolve("logs").resolve(name + ".log"));
  }

  /** Called once, when its folder is there, before its first start. */
  void prepare() {}

  /** Chooses the ports that it needs beside {@link #port()}; again when one of them was taken. */
  void choosePorts() {}

  /** Writes what it needs into its folder, and says how it runs at {@link #port()}. */
  abstract Launch launch();

  /** Whether it serves; asked again and again while it starts. */
  abstract boolean serves();

  /** What stops it as its operator would. */
  abstract Signal stopSignal();

  abstract Duration startLimit();

  /** What to do about a start that failed; its log tells why. */
  abstract String cure(String log);

  /** The first start; it may try several ports when nobody asked for a certain one. */
  final void startFirst() {
    workspace.closeFirst(this);
    workspace.folder(name);
    workspace.folder("logs");
    prepare();
    for (int tries = 1; ; tries++) {
      port = Ports.wanted(wantedPort, name);
      choosePorts();
      try {
        start();
        return;
      } catch (PortTakenException e) {
        if (wantedPort != 0 || tries == PORT_TRIES) {
          throw Ports.taken(port, name);
        }
      }
    }
  }

  @Override
  public final synchronized void start() {
    if (isRunning()) {
      return;
    }
    if (!Ports.isFree(port)) {
      throw new PortTakenException(Ports.taken(port, name).getMessage());
    }
    log.mark();
    child = workspace.launch(launch());
    long end = System.nanoTime() + startLimit().toNanos();
    while (!serves()) {
      if (!child.isAlive()) {
        child.awaitEnd(Duration.ZERO);
        throw notStarted("ended with code " + child.exitCode());
      }
      if (workspace.isClosed()) {
        throw new StackException(name + " is not started: its workspace is closed");
      }
      if (System.nanoTime() > end) {
        StackException failure =
            notStarted("did not serve within " + startLimit().toSeconds() + " s");
        child.end();
        throw failure;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    started();
  }

  /** Called when it serves. */
  void started() {}

  private StackException notStarted(String what) {
    String text = log.text();
    if (text.contains("Address already in use") || text.contains("Address in use")) {
      return new PortTakenException(Ports.taken(port, name).getMessage());
    }
    return new StackException(
        String.format(
            "%s %s at port %d. %s%n  Its log%s ends with:%n%s",
            name,
            what,
            port,
            cure(text),
            workspace.isKept() ? ", " + log.path() + "," : "",
            log.lastLines(LINES)));
  }

  @Override
  public final synchronized void stop() {
    if (!isRunning()) {
      return;
    }
    child.resume();
    child.signal(stopSignal());
    if (!child.awaitEnd(stopLimit())) {
      child.end();
    }
    stopped();
  }

  Duration stopLimit() {
    return Duration.ofSeconds(30);
  }

  /** Called when it has ended, in whatever way. */
  void stopped() {}

  @Override
  public final synchronized void kill() {
    if (isRunning()) {
      child.kill();
    }
  }

  @Override
  public final synchronized void pause() {
    running().pause();
  }

  @Override
  public final synchronized void resume() {
    running().resume();
  }

  @Override
  public final synchronized void close() {
    if (workspace.isKept()) {
      stop();
    } else if (isRunning()) {
      child.end();
    }
    stopped();
  }

  private Child running() {
    if (!isRunning()) {
      throw new StackException(name + " does not run");
    }
    return child;
  }

  @Override
  public final boolean isRunning() {
    Child now = child;
    return now != null && now.isAlive();
  }

  @Override
  public final OptionalLong pid() {
    Child now = child;
    return now != null && now.isAlive() ? OptionalLong.of(now.pid()) : OptionalLong.empty();
  }

  @Override
  public final Optional<Path> log() {
    return Optional.of(log.path());
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String host() {
    return Ports.HOST;
  }

  @Override
  public final int port() {
    return port;
  }

  final Workspace workspace() {
    return workspace;
  }

  final Path folder() {
    return folder;
  }

  final LogFile logFile() {
    return log;
  }
}
