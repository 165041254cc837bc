package io.walmirror.stack.resp;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A connection to Redis over a plain socket that sends any command and reads any answer. It shares
 * no code with the sink. For one thread at a time.
 *
 * <p>An answer is a {@link String} (or {@code byte[]}, for commands given as bytes), a {@link
 * Long}, a {@link Double}, a {@link Boolean}, a {@link List} of answers (maps as key, value, key,
 * value), a {@link RespError}, or null.
 */
public final class RespClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Socket socket;
  private final BufferedOutputStream out;
  private final RespReader in;

  private RespClient(Socket socket) throws IOException {
    this.socket = socket;
    this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    this.in = new RespReader(socket.getInputStream());
  }

  /** Connects to {@code redis://[user][:password]@host:port[/database]}, or {@code rediss://}. */
  public static RespClient connect(URI uri) {
    try {
      return connect(uri, uri.getScheme().equals("rediss") ? SSLContext.getDefault() : null);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /** Connects with TLS as that context has it, or without when it is null. */
  public static RespClient connect(URI uri, SSLContext tls) {
    try {
      Socket socket = new Socket();
      try {
        int port = uri.getPort() < 0 ? 6379 : uri.getPort();
        socket.connect(
            new InetSocketAddress(uri.getHost(), port), Math.toIntExact(TIMEOUT.toMillis()));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
        if (tls != null) {
          SSLSocket secure =
              (SSLSocket) tls.getSocketFactory().createSocket(socket, uri.getHost(), port, true);
          secure.startHandshake();
          socket = secure;
        }
        RespClient client = new RespClient(socket);
        client.introduce(uri);
        return client;
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot connect to Redis at " + uri.getHost() + ":" + uri.getPort(), e);
    }
  }

  private void introduce(URI uri) {
    String userInfo = uri.getUserInfo();
    if (userInfo != null) {
      int colon = userInfo.indexOf(':');
      String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
      String password = colon < 0 ? "" : userInfo.substring(colon + 1);
      if (user.isEmpty()) {
        call("AUTH", password);
      } else {
        call("AUTH", user, password);
      }
    }
    String path = uri.getPath();
    if (path != null && path.length() > 1) {
      call("SELECT", path.substring(1));
    }
  }

  /** Sends a command and reads its answer; an error that is the whole answer is thrown. */
  public Object call(String... command) {
    return unless(command[0], answer(command));
  }

  /** As {@link #call(String...)}, with strings as {@code byte[]} both ways. */
  public Object callBytes(byte[]... command) {
    send(command);
    return unless(new String(command[0], StandardCharsets.UTF_8), read(true));
  }

  /** Sends a command and reads its answer, errors included. */
  public Object answer(String... command) {
    send(bytes(command));
    return read(false);
  }

  /** Sends all commands before it reads the answers, errors included. */
  public List<Object> pipeline(List<String[]> commands) {
    try {
      for (String[] command : commands) {
        write(bytes(command));
      }
      out.flush();
    } catch (IOException e) {
      throw lost(e);
    }
    List<Object> answers = new ArrayList<>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      answers.add(read(false));
    }
    return answers;
  }

  /** The answer as text; null where there is none. */
  public String text(String... command) {
    Object answer = call(command);
    return answer == null ? null : answer.toString();
  }

  /** The answer as a whole number. */
  public long number(String... command) {
    Object answer = call(command);
    return answer instanceof Long number ? number : Long.parseLong(String.valueOf(answer));
  }

  /** The answer as a list of texts, null where there is none. */
  public List<String> texts(String... command) {
    List<String> texts = new ArrayList<>();
    for (Object each : (List<?>) call(command)) {
      texts.add(each == null ? null : each.toString());
    }
    return texts;
  }

  /**
   * Everything in the selected database: each key with its type, its value, and whether it expires.
   */
  public SortedMap<String, String> dump() {
    return dump(key -> true);
  }

  /** As {@link #dump()}, of the keys that are wanted. */
  public SortedMap<String, String> dump(Predicate<String> wanted) {
    return new RespDump(this).of(wanted);
  }

  /** {@link #dump()} as text, a key a line, in order. */
  public String dumpText() {
    StringBuilder text = new StringBuilder();
    dump().forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    return text.toString();
  }

  /** Writes bytes as they are, for tests of what a server does with them. */
  public void raw(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Reads one answer that nobody asked for by {@link #call}: a message, a MONITOR line. */
  public Object next() {
    return read(false);
  }

  /** How long an answer may take; zero for ever. */
  public void timeout(Duration limit) {
    try {
      socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
    } catch (IOException e) {
      throw lost(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object unless(String command, Object answer) {
    if (answer instanceof RespError error) {
      throw new RespException(command, error);
    }
    return answer;
  }

  private static byte[][] bytes(String... command) {
    byte[][] parts = new byte[command.length][];
    for (int i = 0; i < command.length; i++) {
      parts[i] = command[i].getBytes(StandardCharsets.UTF_8);
    }
    return parts;
  }

  private void send(byte[]... command) {
    try {
      write(command);
      out.flush();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private void write(byte[]... command) throws IOException {
    out.write(("*" + command.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (byte[] part : command) {
      out.write(("$" + part.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(part);
      out.write('\r');
      out.write('\n');
    }
  }

  private Object read(boolean asBytes) {
    try {
      return in.read(asBytes);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private UncheckedIOException lost(IOException e) {
    return new UncheckedIOException(
        "lost the connection to Redis at " + socket.getRemoteSocketAddress(), e);
  }
}
