package io.walmirror.stack.external;

import io.walmirror.stack.process.StackException;
import io.walmirror.stack.rest.RestException;
import io.walmirror.stack.server.Connect;
import java.net.URI;

/** A Connect worker of one's own, with the plugins that its owner gave it. */
public final class ExternalConnect extends ExternalServer implements Connect {

  private final URI uri;

  private ExternalConnect(URI uri) {
    super("connect", uri.getHost(), uri.getPort() < 0 ? 8083 : uri.getPort());
    this.uri = uri;
  }

  /** Asks it once for its connectors, to see that it can be used. */
  public static ExternalConnect at(String address) {
    URI uri = URI.create(address);
    if (uri.getHost() == null) {
      throw new StackException("connect.url must be of the form http://host:8083");
    }
    ExternalConnect connect = new ExternalConnect(uri);
    try {
      connect.rest().connectors();
    } catch (RestException e) {
      throw new StackException("no Connect worker answers at " + uri + ": " + e.getMessage(), e);
    }
    return connect;
  }

  @Override
  public URI uri() {
    return uri;
  }
}
