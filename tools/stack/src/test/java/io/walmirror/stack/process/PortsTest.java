package io.walmirror.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void aTakenPortIsRefusedAndItsHolderNamed() throws IOException {
    try (ServerSocket holder = new ServerSocket()) {
      holder.bind(Ports.address(Ports.free()));

      assertThatThrownBy(() -> Ports.wanted(holder.getLocalPort(), "redis"))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("port " + holder.getLocalPort() + ", asked for redis, is taken by")
          .hasMessageContaining("java (process " + ProcessHandle.current().pid() + ")");
    }
  }

  @Test
  void aFreePortThatWasAskedForIsUsed() {
    int port = Ports.free();

    assertThat(Ports.wanted(port, "redis")).isEqualTo(port);
  }

  @Test
  void noPortIsGivenTwiceNorOneOfThoseForOutgoingConnections() {
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      int port = Ports.free();

      assertThat(given.add(port)).isTrue();
      assertThat(port).isBetween(15_000, 31_999);
    }
  }
}
