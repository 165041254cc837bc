package io.walmirror.stack.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Frame;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;

/** A server that is a container. Subclasses say what is in it and when it serves. */
abstract class ContainerServer implements Server {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final int STOP_SECONDS = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Workspace workspace;
  private final String name;
  private final String image;
  private final int port;
  private final GenericContainer<?> container;
  private final ContainerLog log;

  ContainerServer(Workspace workspace, String name, String image, int port, int portInside) {
    this.name = name;
    this.image = image;
    this.port = port;
    this.container = new GenericContainer<>(image);
    this.log = new ContainerLog(workspace.folder().resolve("logs").resolve(name + ".log"));
    this.workspace = workspace;
    // A port that the engine chose would be another one after a restart.
    container.setPortBindings(List.of(port + ":" + portInside));
    // Whether it serves is asked here, after every start.
    container.setWaitStrategy(new NoWait());
    container.withLogConsumer(frame -> log.add(frame.getBytes()));
  }

  final void startFirst() {
    workspace.folder("logs");
    workspace.closeFirst(this);
    start();
  }

  /** Whether it serves; asked again and again while it starts. */
  abstract boolean serves();

  final GenericContainer<?> container() {
    return container;
  }

  private DockerClient engine() {
    return container.getDockerClient();
  }

  private boolean isCreated() {
    return container.getContainerId() != null;
  }

  @Override
  public final synchronized void start() {
    if (isRunning()) {
      return;
    }
    try {
      if (isCreated()) {
        engine().startContainerCmd(container.getContainerId()).exec();
        follow();
      } else {
        container.start();
      }
    } catch (ContainerLaunchException | IllegalStateException e) {
      throw new StackException(
          name
              + " could not be started as a container of "
              + image
              + ": "
              + e.getMessage()
              + "; is a container engine running, and can it get the image?",
          e);
    }
    awaitService();
  }

  private void awaitService() {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!serves()) {
      if (!isRunning() || System.nanoTime() > end) {
        throw new StackException(
            String.format(
                "%s, a container of %s, %s at port %d. Its log ends with:%n%s",
                name,
                image,
                isRunning() ? "did not serve within " + START_LIMIT.toSeconds() + " s" : "ended",
                port,
                log.lastLines()));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** The engine ends its log's stream with each run. */
  private void follow() {
    engine()
        .logContainerCmd(container.getContainerId())
        .withFollowStream(true)
        .withStdOut(true)
        .withStdErr(true)
        .withTail(0)
        .exec(
            new ResultCallback.Adapter<Frame>() {
              @Override
              public void onNext(Frame frame) {
                log.add(frame.getPayload());
              }
            });
  }

  @Override
  public final synchronized void stop() {
    if (isRunning()) {
      resumeIfPaused();
      engine().stopContainerCmd(container.getContainerId()).withTimeout(STOP_SECONDS).exec();
    }
  }

  @Override
  public final synchronized void kill() {
    if (isRunning()) {
      resumeIfPaused();
      engine().killContainerCmd(container.getContainerId()).exec();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
      while (isRunning() && System.nanoTime() < end) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  @Override
  public final synchronized void pause() {
    engine().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public final synchronized void resume() {
    resumeIfPaused();
  }

  private void resumeIfPaused() {
    if (Boolean.TRUE.equals(state().getPaused())) {
      engine().unpauseContainerCmd(container.getContainerId()).exec();
    }
  }

  private ContainerState state() {
    return engine().inspectContainerCmd(container.getContainerId()).exec().getState();
  }

  @Override
  public final synchronized boolean isRunning() {
    return isCreated() && Boolean.TRUE.equals(state().getRunning());
  }

  @Override
  public final synchronized void close() {
    if (isCreated()) {
      resumeIfPaused();
      container.stop();
    }
    log.close();
  }

  @Override
  public final OptionalLong pid() {
    return OptionalLong.empty();
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
    return container.getHost();
  }

  @Override
  public final int port() {
    return port;
  }
}
