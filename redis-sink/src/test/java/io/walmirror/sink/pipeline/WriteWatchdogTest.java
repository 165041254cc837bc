package io.walmirror.sink.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WriteWatchdogTest {

  @Test
  void aWriteThatNobodyReadsEndsInsteadOfHanging() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        WatchedSocket socket = new WatchedSocket();
        WriteWatchdog watchdog = WriteWatchdog.start("test-watchdog", Duration.ofMillis(200))) {
      socket.connect(server.getLocalSocketAddress());
      watchdog.watch(socket);
      OutputStream out = socket.getOutputStream();
      byte[] block = new byte[1 << 16];
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.write(block);
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @Test
  void aSocketThatWritesNothingIsLeftOpen() throws IOException {
    try (WatchedSocket socket = new WatchedSocket();
        WriteWatchdog watchdog = WriteWatchdog.start("test-watchdog", Duration.ofMillis(1))) {
      watchdog.watch(socket);
      watchdog.look(System.nanoTime() + Duration.ofHours(1).toNanos());
      assertThat(socket.isClosed()).isFalse();
    }
  }
}
