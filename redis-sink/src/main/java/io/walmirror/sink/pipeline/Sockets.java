package io.walmirror.sink.pipeline;

import io.walmirror.sink.config.RedisUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Sockets to Redis, plain or with TLS, opened within a deadline. */
final class Sockets {

  private static final String CODE = "CONNECTION";

  private Sockets() {}

  /** What was opened: the socket to talk through, and the one below it that is watched. */
  record Opened(Socket socket, WatchedSocket watched) {}

  static Opened open(RedisUri uri, Deadline deadline) throws LinkException {
    WatchedSocket plain = connect(uri, deadline);
    if (!uri.tls()) {
      return new Opened(plain, plain);
    }
    try {
      plain.setSoTimeout(deadline.millisLeft());
      SSLSocketFactory factory = SSLContext.getDefault().getSocketFactory();
      SSLSocket tls = (SSLSocket) factory.createSocket(plain, uri.host(), uri.port(), true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return new Opened(tls, plain);
    } catch (IOException e) {
      closeQuietly(plain, e);
      throw new LinkException(LinkException.Step.CONNECT, tlsOutcome(uri, e), e);
    } catch (NoSuchAlgorithmException e) {
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
            "TLS",
            uri + " shows a certificate that is not trusted: " + cause.getMessage(),
            "let the worker's JVM trust its authority, and use a host name that it is made for");
      }
    }
    if (failed instanceof SSLException
        && String.valueOf(failed.getMessage()).startsWith("Unsupported or unrecognized")) {
      return new Outcome.Never(
          "TLS", uri + " does not speak TLS on this port", "use redis:// or the TLS port");
    }
    return new Outcome.NotNow(CODE, "no TLS with " + uri + ": " + failed.getMessage());
  }

  static void closeQuietly(Socket socket, Throwable because) {
    try {
      socket.close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
