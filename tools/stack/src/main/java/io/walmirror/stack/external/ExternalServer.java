package io.walmirror.stack.external;

import io.walmirror.stack.server.Server;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A server of one's own: it is only used. */
abstract class ExternalServer implements Server {

  private final String name;
  private final String host;
  private final int port;

  ExternalServer(String name, String host, int port) {
    this.name = name;
    this.host = host;
    this.port = port;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String host() {
    return host;
  }

  @Override
  public final int port() {
    return port;
  }

  @Override
  public final void start() {}

  @Override
  public final void stop() {
    throw notOurs();
  }

  @Override
  public final void kill() {
    throw notOurs();
  }

  @Override
  public final void pause() {
    throw notOurs();
  }

  @Override
  public final void resume() {
    throw notOurs();
  }

  private UnsupportedOperationException notOurs() {
    return new UnsupportedOperationException(
        name + " at " + host + ":" + port + " is not the stack's: it is only used");
  }

  @Override
  public final boolean isRunning() {
    return true;
  }

  @Override
  public final OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public final Optional<Path> log() {
    return Optional.empty();
  }

  @Override
  public final void close() {}
}
