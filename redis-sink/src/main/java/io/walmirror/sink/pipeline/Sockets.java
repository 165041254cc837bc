package io.walmirror.sink.pipeline;

import io.walmirror.sink.config.ConnectionConfig;
import io.walmirror.sink.config.RedisUri;
import io.walmirror.sink.config.TlsStores.UnusableStoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Sockets to Redis, plain or with TLS, opened within a deadline. */
final class Sockets {

  private static final String CODE = "CONNECTION";
  private static final String TLS = "TLS";

  /** What may be behind a connection that ends right after its handshake. */
  static final String CLIENT_HINT =
      " (if Redis asks for clients' certificates, name one that it trusts in"
          + " redis.ssl.keystore.location)";

  private Sockets() {}

  /** What was opened: the socket to talk through, and the one below it that is watched. */
  record Opened(Socket socket, WatchedSocket watched) {}

  static Opened open(ConnectionConfig config, Deadline deadline) throws LinkException {
    RedisUri uri = config.uri();
    WatchedSocket plain = connect(uri, deadline);
    if (!uri.tls()) {
      return new Opened(plain, plain);
    }
    try {
      plain.setSoTimeout(deadline.millisLeft());
      SSLSocketFactory factory = config.tls().context().getSocketFactory();
      SSLSocket tls = (SSLSocket) factory.createSocket(plain, uri.host(), uri.port(), true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return new Opened(tls, plain);
    } catch (UnusableStoreException e) {
      closeQuietly(plain, e);
      // A file that is being renewed is there again in a moment; a wrong password stays wrong.
      Outcome outcome =
          e.getCause() instanceof NoSuchFileException
              ? new Outcome.NotNow(TLS, e.getMessage())
              : new Outcome.Never(TLS, e.getMessage(), "correct the file, or its password");
      throw new LinkException(LinkException.Step.CONNECT, outcome, e);
    } catch (IOException e) {
      closeQuietly(plain, e);
      throw new LinkException(LinkException.Step.CONNECT, tlsOutcome(uri, e), e);
    } catch (GeneralSecurityException e) {
      closeQuietly(plain, e);
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static WatchedSocket connect(RedisUri uri, Deadline deadline) throws LinkException {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(uri.host());
    } catch (UnknownHostException e) {
      throw new LinkException(
          LinkException.Step.CONNECT,
          new Outcome.NotNow(CODE, "the host name " + uri.host() + " is not known"),
          e);
    }
    IOException failed = null;
    int left = addresses.length;
    for (InetAddress address : addresses) {
      WatchedSocket socket = new WatchedSocket();
      try {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        int share = deadline.millisLeft() / left--;
        socket.connect(new InetSocketAddress(address, uri.port()), share);
        return socket;
      } catch (IOException e) {
        closeQuietly(socket, e);
        failed = e;
      }
    }
    throw new LinkException(
        LinkException.Step.CONNECT,
        new Outcome.NotNow(CODE, "no connection to " + uri + ": " + failed.getMessage()),
        failed);
  }

  /** A certificate that is not trusted stays so; a handshake that was cut may go well next time. */
  private static Outcome tlsOutcome(RedisUri uri, IOException failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return new Outcome.Never(
            TLS,
            uri + " shows a certificate that is not trusted: " + cause.getMessage(),
            "let the worker's JVM trust its authority, or name its certificate in"
                + " redis.ssl.truststore.location; and use a host name that it is made for");
      }
    }
    if (failed instanceof SSLException
        && String.valueOf(failed.getMessage()).startsWith("Unsupported or unrecognized")) {
      return new Outcome.Never(
          TLS, uri + " does not speak TLS on this port", "use redis:// or the TLS port");
    }
    Optional<Outcome> refused = refusedClient(uri, String.valueOf(failed.getMessage()));
    if (refused.isPresent()) {
      return refused.get();
    }
    return new Outcome.NotNow(
        CODE, "no TLS with " + uri + ": " + failed.getMessage() + CLIENT_HINT);
  }

  /** What a server says that wants to know who comes, or does not trust who came. */
  static Optional<Outcome> refusedClient(RedisUri uri, String message) {
    boolean refused =
        uri.tls()
            && (message.contains("certificate_required")
                || message.contains("bad_certificate")
                || message.contains("certificate_unknown")
                || message.contains("unknown_ca"));
    return refused
        ? Optional.of(
            new Outcome.Never(
                TLS,
                uri + " does not take the client's certificate: " + message,
                "name a keystore with a certificate that it trusts in redis.ssl.keystore.location"))
        : Optional.empty();
  }

  static void closeQuietly(Socket socket, Throwable because) {
    try {
      socket.close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
