package io.walmirror.stack.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.stack.process.Ports;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

  private final List<Socket> clients = new ArrayList<>();
  private EchoServer server;
  private TcpProxy proxy;

  @BeforeEach
  void open() throws IOException {
    server = new EchoServer();
    proxy = TcpProxy.before("127.0.0.1", server.port());
  }

  @AfterEach
  void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    proxy.close();
    server.close();
  }

  private Socket client() throws IOException {
    Socket client = new Socket(proxy.host(), proxy.port());
    client.setSoTimeout(5000);
    clients.add(client);
    return client;
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String receive(Socket client, int length) throws IOException {
    return new String(client.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
  }

  private void awaitPassedToServer(long bytes) {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (proxy.passed(Direction.TO_SERVER) < bytes && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(proxy.passed(Direction.TO_SERVER)).isEqualTo(bytes);
  }

  private static boolean isSilent(Socket client) throws IOException {
    client.setSoTimeout(50);
    try {
      return client.getInputStream().read() == Integer.MIN_VALUE;
    } catch (SocketTimeoutException e) {
      client.setSoTimeout(5000);
      return true;
    }
  }

  @Test
  void passesBytesBothWaysAndCountsThem() throws IOException {
    Socket client = client();
    send(client, "hello");

    assertThat(receive(client, 5)).isEqualTo("hello");
    assertThat(proxy.passed(Direction.TO_SERVER)).isEqualTo(5);
    assertThat(proxy.passed(Direction.TO_CLIENT)).isEqualTo(5);
    assertThat(proxy.connections()).isEqualTo(1);
  }

  @Test
  void passesOnThatOneSideHasEnded() throws IOException {
    Socket client = client();
    send(client, "bye");
    client.shutdownOutput();

    assertThat(receive(client, 10)).isEqualTo("bye");
  }

  @Test
  void aCutConnectionIsResetAndANewOneWorks() throws IOException {
    Socket cut = client();
    send(cut, "a");
    receive(cut, 1);
    proxy.cut();

    assertThatThrownBy(() -> cut.getInputStream().read()).isInstanceOf(SocketException.class);
    Socket fresh = client();
    send(fresh, "b");
    assertThat(receive(fresh, 1)).isEqualTo("b");
  }

  @Test
  void whileItRefusesEveryConnectionIsReset() throws IOException {
    proxy.refuse();
    assertThatThrownBy(() -> client().getInputStream().read()).isInstanceOf(SocketException.class);

    proxy.heal();
    Socket client = client();
    send(client, "a");
    assertThat(receive(client, 1)).isEqualTo("a");
  }

  @Test
  void aBlackholeKeepsBytesBackAndHealingLetsThemGoOn() throws IOException {
    Socket client = client();
    proxy.blackhole();
    send(client, "kept");

    assertThat(isSilent(client)).isTrue();
    proxy.heal();
    assertThat(receive(client, 4)).isEqualTo("kept");
  }

  @Test
  void aBlackholeOfOneDirectionLosesTheAnswerNotTheRequest() throws IOException {
    Socket client = client();
    proxy.blackhole(Direction.TO_CLIENT);
    send(client, "request");
    awaitPassedToServer(7);

    assertThat(isSilent(client)).isTrue();
    assertThat(proxy.passed(Direction.TO_CLIENT)).isZero();
    proxy.cut();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void aDelayIsAddedInEachDirection() throws IOException {
    Socket client = client();
    proxy.delay(Duration.ofMillis(40));
    long begin = System.nanoTime();
    send(client, "slow");
    receive(client, 4);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(79));
  }

  @Test
  void aThrottleLimitsBytesASecond() throws IOException {
    Socket client = client();
    proxy.throttle(20_000, Direction.TO_SERVER);
    long begin = System.nanoTime();
    send(client, "x".repeat(4000));
    receive(client, 4000);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(199));
  }

  @Test
  void aServerThatIsNotThereLooksLikeOne() throws IOException {
    // Bound and not listened to, so that nobody else can take the port and answer.
    try (Socket nobody = new Socket()) {
      nobody.bind(Ports.address(0));
      try (TcpProxy before = TcpProxy.before("127.0.0.1", nobody.getLocalPort())) {
        assertThatThrownBy(() -> readFrom(before)).isInstanceOf(SocketException.class);
      }
    }
  }

  /** A reset may come before the connection counts as made. */
  private static int readFrom(TcpProxy server) throws IOException {
    try (Socket client = new Socket(server.host(), server.port())) {
      return client.getInputStream().read();
    }
  }

  @Test
  void nothingOfItIsLeftWhenItIsClosed() throws IOException {
    Socket client = client();
    send(client, "a");
    receive(client, 1);
    proxy.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("tcp-proxy-") && name.contains("-" + server.port()));
    assertThatThrownBy(this::client).isInstanceOf(IOException.class);
  }
}
