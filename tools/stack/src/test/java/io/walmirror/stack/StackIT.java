package io.walmirror.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.stack.process.Folder;
import io.walmirror.stack.process.StackException;
import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.rest.RestException;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.ConnectOptions;
import io.walmirror.stack.server.RedisOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Lines of one file go through Kafka to another, whatever happens to the servers in between. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StackIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SOURCE = "org.apache.kafka.connect.file.FileStreamSourceConnector";
  private static final String SINK = "org.apache.kafka.connect.file.FileStreamSinkConnector";

  @TempDir private static Path folder;
  private static Path in;
  private static Path out;
  private static final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
  private static Stack stack;

  @BeforeAll
  static void start() throws IOException {
    in = Files.createFile(folder.resolve("in.txt"));
    out = folder.resolve("out.txt");
    Progress progress =
        new Progress() {
          @Override
          public void starting(String server) {
            told.add("starting " + server);
          }

          @Override
          public void started(String server, String address, Duration took) {
            told.add("started " + server + " " + address);
          }
        };
    stack =
        Stack.start(
            StackOptions.defaults()
                .withProgress(progress)
                .withConnect(ConnectOptions.defaults().withEnvironment("OUT_FILE", out.toString()))
                .withPlugins(List.of(plugin())));
  }

  @AfterAll
  static void stop() {
    stack.close();
    assertThat(stack.folder()).doesNotExist();
  }

  /** A zip of the form that plugins have: a folder with jars in {@code lib/}. */
  private static Path plugin() throws IOException {
    Path zip = folder.resolve("file-connectors.zip");
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(file);
        Stream<Path> jars = Files.list(Path.of("target", "plugin-for-tests"))) {
      for (Path jar : jars.toList()) {
        archive.putNextEntry(new ZipEntry("file-connectors/lib/" + jar.getFileName()));
        Files.copy(jar, archive);
        archive.closeEntry();
      }
    }
    return zip;
  }

  private static void append(String line) throws IOException {
    Files.writeString(in, line + "\n", StandardOpenOption.APPEND);
  }

  private static void assertArrives(String line) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!Files.exists(out) || !Files.readAllLines(out).contains(line)) {
      assertThat(System.nanoTime()).as("%s has not come within %s", line, LIMIT).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  @Order(1)
  void everythingServesAndItsStartWasTold() {
    assertThat(stack.postgres().database("postgres").value("SELECT 1")).isEqualTo("1");
    try (var client = stack.redis().client()) {
      assertThat(client.text("PING")).isEqualTo("PONG");
    }
    assertThat(stack.connect().rest().plugins()).contains(SOURCE, SINK);
    assertThat(told)
        .contains(
            "starting kafka",
            "started kafka " + stack.kafka().bootstrapServers(),
            "started connect " + stack.connect().uri());
  }

  @Test
  @Order(2)
  void connectorsOfAZipRunAndReadTheEnvironment() throws Exception {
    ConnectRest rest = stack.connect().rest();
    rest.create(
        "{\"name\": \"in\", \"config\": {\"connector.class\": \""
            + SOURCE
            + "\", \"topic\": \"lines\", \"file\": \""
            + in
            + "\"}}");
    rest.put("out", Map.of("connector.class", SINK, "topics", "lines", "file", "${env:OUT_FILE}"));
    rest.waitUntilRunning("in", LIMIT);
    rest.waitUntilRunning("out", LIMIT);
    append("first");

    assertArrives("first");
    assertThat(rest.connectors()).containsExactlyInAnyOrder("in", "out");
    assertThat(stack.environment()).containsKeys("POSTGRES_PORT", "REDIS_URI", "OUT_FILE");
  }

  @Test
  @Order(3)
  void theyGoOnAfterTheBrokerWasKilled() throws Exception {
    stack.kafka().kill();
    append("while the broker was down");
    stack.kafka().start();

    assertArrives("while the broker was down");
  }

  @Test
  @Order(4)
  void aSecondWorkerTakesOverFromAKilledOne() throws Exception {
    Connect second = stack.addWorker();
    stack.connect().kill();
    append("after the worker was killed");

    assertArrives("after the worker was killed");
    assertThat(second.rest().status("out").tasks().get(0).worker())
        .isEqualTo(second.host() + ":" + second.port());
    stack.connect().start();
    assertThat(stack.connect().rest().connectors()).hasSize(2);
  }

  @Test
  @Order(5)
  void offsetsAreResetWhenAConnectorIsStopped() throws Exception {
    ConnectRest rest = stack.connect().rest();
    assertThatThrownBy(() -> rest.resetOffsets("out")).isInstanceOf(RestException.class);
    rest.stop("out", LIMIT);
    rest.resetOffsets("out");
    Files.delete(out);
    rest.resume("out");

    assertArrives("first");
    assertThat(rest.offsets("in").path("offsets")).isNotEmpty();
  }

  @Test
  @Order(6)
  void aWrongConfigIsFoundAndAFailedTaskIsTold() {
    ConnectRest rest = stack.connect().rest();
    assertThat(rest.errors(SINK, Map.of("name", "x", "file", "/x"))).containsKey("topics");
    rest.put(
        "bad", Map.of("connector.class", SINK, "topics", "lines", "file", "/no/such/folder/x"));

    assertThatThrownBy(() -> rest.waitUntilRunning("bad", LIMIT))
        .isInstanceOf(RestException.class)
        .hasMessageContaining("connector bad failed")
        .hasMessageContaining("/no/such/folder/x");
    rest.delete("bad");
  }

  @Test
  @Order(7)
  void aPartThatWasNotAskedForIsNotThere() {
    try (Stack redisAlone = Stack.start(StackOptions.only(Part.REDIS))) {
      assertThat(redisAlone.redis().isRunning()).isTrue();
      assertThatThrownBy(redisAlone::postgres)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("without postgres");
      assertThatThrownBy(redisAlone::connect).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  @Order(8)
  void aServerThatCannotStartEndsTheOthers() throws IOException {
    Path keptAlone = Files.createDirectory(folder.resolve("failed"));
    StackOptions options =
        StackOptions.only(Part.POSTGRES, Part.REDIS)
            .withRedis(RedisOptions.defaults().withLine("no-such-setting yes"))
            .withFolder(Folder.kept(keptAlone));

    assertThatThrownBy(() -> Stack.start(options))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("no-such-setting");
    assertThat(keptAlone.resolve("postgres/data/postmaster.pid")).doesNotExist();
  }

  @Test
  @Order(9)
  void aTakenPortIsSaidBeforeAnythingIsStarted() throws IOException {
    int taken = stack.redis().port();
    Path untouched = Files.createDirectory(folder.resolve("untouched"));
    StackOptions options =
        StackOptions.defaults()
            .withConnect(ConnectOptions.defaults().withPort(taken))
            .withFolder(Folder.kept(untouched));

    assertThatThrownBy(() -> Stack.start(options))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("port " + taken + ", asked for connect, is taken by redis-server");
    assertThat(untouched).isEmptyDirectory();
  }
}
