package io.walmirror.stack.container;

import io.walmirror.stack.process.Ports;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.resp.RespError;
import io.walmirror.stack.resp.RespException;
import io.walmirror.stack.server.Redis;
import io.walmirror.stack.server.RedisOptions;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.images.builder.Transferable;

/** A Redis, or a Valkey, of an image that has {@code redis-server} or {@code valkey-server}. */
public final class RedisContainer extends ContainerServer implements Redis {

  private static final String CONFIG = "/tmp/walmirror.conf";

  private final RedisOptions options;

  private RedisContainer(Workspace workspace, String image, RedisOptions options) {
    super(workspace, "redis", image, options.port(), 6379);
    this.options = options;
    container()
        .withCopyToContainer(Transferable.of(String.join("\n", lines(options)) + "\n"), CONFIG)
        .withCommand(
            "sh",
            "-c",
            "exec \"$(command -v valkey-server || command -v redis-server)\" " + CONFIG);
  }

  public static RedisContainer start(Workspace workspace, String image, RedisOptions options) {
    int port = Ports.wanted(options.port(), "redis");
    RedisContainer redis = new RedisContainer(workspace, image, options.withPort(port));
    redis.startFirst();
    return redis;
  }

  private static List<String> lines(RedisOptions options) {
    List<String> lines = new ArrayList<>();
    // Without a password it would answer nobody outside of its container.
    lines.add("protected-mode no");
    // Save points are what makes a stop save the data.
    lines.add("save 3600 1");
    options.passwordLine().ifPresent(lines::add);
    lines.addAll(options.lines());
    return lines;
  }

  @Override
  public URI uri() {
    return options.uri(host(), port());
  }

  @Override
  boolean serves() {
    try (RespClient client = client()) {
      return !(client.answer("PING") instanceof RespError error && error.code().equals("LOADING"));
    } catch (UncheckedIOException | RespException e) {
      return false;
    }
  }
}
