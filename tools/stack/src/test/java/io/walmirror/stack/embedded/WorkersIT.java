package io.walmirror.stack.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.walmirror.stack.process.Ports;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.proxy.TcpProxy;
import io.walmirror.stack.server.ConnectOptions;
import io.walmirror.stack.server.KafkaOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers of every version, before a broker that is reached through a proxy alone. The older ones
 * are there in a build with {@code -Pmatrix}.
 */
class WorkersIT {

  private static Workspace workspace;
  private static TcpProxy proxy;
  private static KafkaBroker kafka;

  @BeforeAll
  static void start() {
    workspace = Workspace.open();
    int port = Ports.free();
    proxy = TcpProxy.before(Ports.HOST, port);
    KafkaOptions options = KafkaOptions.defaults().withPort(port).withAdvertisedPort(proxy.port());
    kafka = KafkaBroker.start(workspace, options);
  }

  @AfterAll
  static void stop() {
    workspace.close();
    proxy.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.3.1", "3.9.1", "3.7.2"})
  void aWorkerOfThatVersionRunsAndLogs(String version) throws Exception {
    String list = "/io/walmirror/stack/servers/connect-" + version + ".classpath";
    assumeTrue(getClass().getResource(list) != null, "fetched by -Pmatrix alone");

    ConnectOptions options =
        ConnectOptions.defaults()
            .withVersion(version)
            .withPlugins(List.of(Path.of("target", "plugin-for-tests")));
    try (ConnectWorker worker =
        ConnectWorker.start(workspace, "connect-" + version, options, kafka.bootstrapServers())) {
      assertThat(worker.rest().get("/").path("version").asText()).isEqualTo(version);
      assertThat(worker.rest().plugins())
          .contains("org.apache.kafka.connect.file.FileStreamSinkConnector");
      String log = Files.readString(worker.log().orElseThrow());
      assertThat(log).contains("Kafka Connect started").doesNotContain("No SLF4J providers");
      assertThat(log).doesNotContain(kafka.host() + ":" + kafka.port());
      assertThat(proxy.connections()).isPositive();
    }
  }
}
