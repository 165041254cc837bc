package io.walmirror.stack.external;

import io.walmirror.stack.process.StackException;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.resp.RespException;
import io.walmirror.stack.server.Redis;
import java.io.UncheckedIOException;
import java.net.URI;

/** A Redis of one's own. */
public final class ExternalRedis extends ExternalServer implements Redis {

  private final URI uri;

  private ExternalRedis(URI uri) {
    super("redis", uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort());
    this.uri = uri;
  }

  /** Connects once, to see that it can be used. */
  public static ExternalRedis at(String address) {
    URI uri = URI.create(address);
    if (uri.getHost() == null
        || !("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))) {
      throw new StackException("redis.uri must be of the form redis://user:password@host:6379");
    }
    ExternalRedis redis = new ExternalRedis(uri);
    try (RespClient client = redis.client()) {
      client.call("PING");
    } catch (UncheckedIOException | RespException e) {
      throw new StackException(
          "the Redis at "
              + redis.host()
              + ":"
              + redis.port()
              + " cannot be used: "
              + e.getMessage(),
          e);
    }
    return redis;
  }

  @Override
  public URI uri() {
    return uri;
  }
}
