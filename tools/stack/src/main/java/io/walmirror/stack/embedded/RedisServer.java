package io.walmirror.stack.embedded;

import io.walmirror.stack.process.Launch;
import io.walmirror.stack.process.Signal;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.server.Redis;
import io.walmirror.stack.server.RedisOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An embedded Redis. It saves its data when it is stopped, not when it is killed; {@code appendonly
 * yes} makes a kill harmless too.
 */
public final class RedisServer extends EmbeddedServer implements Redis {

  private final RedisOptions options;
  private final Path program;
  private final Map<String, String> environment;

  private RedisServer(
      Workspace workspace,
      String name,
      RedisOptions options,
      Path program,
      Map<String, String> environment) {
    super(workspace, name, options.port());
    this.options = options;
    this.program = program;
    this.environment = environment;
  }

  public static RedisServer start(Workspace workspace) {
    return start(workspace, RedisOptions.defaults());
  }

  public static RedisServer start(Workspace workspace, RedisOptions options) {
    return start(workspace, "redis", options);
  }

  /** One of several in a workspace, by a name of its own. */
  public static RedisServer start(Workspace workspace, String name, RedisOptions options) {
    return start(workspace, name, options, RedisBinary.of(options.version()), Map.of());
  }

  /** A program of this machine's, in an environment of its own, instead of the embedded one. */
  public static RedisServer start(
      Workspace workspace, RedisOptions options, Path program, Map<String, String> environment) {
    return start(workspace, "redis", options, program, environment);
  }

  private static RedisServer start(
      Workspace workspace,
      String name,
      RedisOptions options,
      Path program,
      Map<String, String> environment) {
    RedisServer server = new RedisServer(workspace, name, options, program, environment);
    server.startFirst();
    return server;
  }

  @Override
  public URI uri() {
    return options.uri(host(), port());
  }

  @Override
  Launch launch() {
    Path config = folder().resolve("redis.conf");
    try {
      Files.write(config, lines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Launch(
        name(),
        List.of(program.toString(), config.toString()),
        environment,
        folder(),
        logFile().path(),
        workspace().isKept() ? Launch.Ending.TERM : Launch.Ending.KILL);
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("port " + port());
    lines.add("bind " + host());
    lines.add("dir \"" + folder() + "\"");
    // Save points are what makes a stop save the data.
    lines.add("save 3600 1");
    if (!options.version().startsWith("6")) {
      lines.add("enable-debug-command local");
    }
    options.passwordLine().ifPresent(lines::add);
    lines.addAll(options.lines());
    return lines;
  }

  @Override
  boolean serves() {
    return logFile().has("Ready to accept connections");
  }

  @Override
  Signal stopSignal() {
    return Signal.TERM;
  }

  @Override
  Duration startLimit() {
    return Duration.ofSeconds(30);
  }

  @Override
  String cure(String log) {
    return log.contains("FATAL CONFIG FILE ERROR")
        ? "One of the lines asked for its redis.conf is wrong."
        : "";
  }
}
