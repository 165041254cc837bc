package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.walmirror.it.load.Seed;
import io.walmirror.it.scene.Await;
import io.walmirror.stack.proof.Proof;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing is left of a whole stack whose connectors were at work, however its Java ended. Its
 * processes are known by a variable that children inherit and by the folder that they work in, its
 * temporary folders by the place that it has for them.
 */
class LeftoversIT {

  private static final String MARK = "WALMIRROR_LEFTOVERS_TEST";
  private static final long START_MILLIS = 4000;

  private final String mark = UUID.randomUUID().toString();
  @TempDir private Path temporary;
  private Process holder;
  private BufferedReader printed;

  @BeforeEach
  void needsToSeeProcesses() {
    assumeTrue(Files.exists(Path.of("/proc/self/environ")), "this system does not show them");
  }

  @AfterEach
  void endHolder() {
    if (holder != null) {
      holder.destroyForcibly();
    }
  }

  @Test
  void aClosedStackLeavesNothing() throws Exception {
    start("close");
    await("closed");

    assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(holder.exitValue()).isZero();
    // Not a moment later: who closed it may count on it.
    assertThat(left()).isEmpty();
  }

  @Test
  void aStackWhoseJavaIsKilledLeavesNothing() throws Exception {
    start("mirror");
    await("mirroring");
    // A watchdog, PostgreSQL with processes of its own, Redis, a broker, a worker; the holder.
    int running = processes().size();
    assertThat(running).isGreaterThan(9);
    holder.destroyForcibly();

    Await.until("nothing is left", () -> left().isEmpty(), () -> left().toString());
    Proof.row(
        "A stack leaves no process, port or file when its Java is killed at work",
        "LeftoversIT.aStackWhoseJavaIsKilledLeavesNothing",
        "kill -9 of the Java with " + running + " processes and two connectors at work",
        "before the kill the same search finds them");
  }

  @Test
  void aStackWhoseJavaIsKilledWhileItStartsLeavesNothing() throws Exception {
    start("start");
    await("starting");
    long seed = Seed.of(LeftoversIT.class);
    long pause = new Random(seed).nextLong(START_MILLIS);
    assertThat(holder.waitFor(pause, TimeUnit.MILLISECONDS)).isFalse();
    holder.destroyForcibly();

    Await.until("nothing is left", () -> left().isEmpty(), () -> left().toString());
    Proof.row(
        "A stack leaves no process, port or file when its Java is killed while it starts",
        "LeftoversIT.aStackWhoseJavaIsKilledWhileItStartsLeavesNothing",
        "kill -9 of the Java " + pause + " ms after it began to start the stack",
        seed,
        "see the kill at work");
  }

  private void start(String what) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("plugin.zip.") || name.startsWith("walmirror."))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            StackHolder.class.getName(),
            what));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put(MARK, mark);
    holder = builder.start();
    printed = holder.inputReader(StandardCharsets.UTF_8);
  }

  private void await(String line) throws IOException {
    for (String next = printed.readLine(); !line.equals(next); next = printed.readLine()) {
      assertThat(next).as("the holder says " + line).isNotNull();
    }
  }

  private List<String> left() {
    List<String> left = new ArrayList<>(processes());
    try (Stream<Path> files = Files.list(temporary)) {
      files
          .map(Path::toString)
          // Java's own, for its tools; and unpacked servers, which are meant to stay.
          .filter(file -> !file.contains("hsperfdata_") && !file.contains("walmirror-cache"))
          .forEach(left::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return left;
  }

  /** Everything alive that the holder started, itself included. Ports end with their processes. */
  private List<String> processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> hasMark(process) || worksHere(process))
        .map(process -> process.pid() + " " + process.info().command().orElse("?"))
        .toList();
  }

  private boolean hasMark(ProcessHandle process) {
    try {
      return Files.readString(proc(process, "environ"), StandardCharsets.ISO_8859_1)
          .contains(MARK + "=" + mark);
    } catch (IOException e) {
      // It has ended meanwhile, or is somebody else's.
      return false;
    }
  }

  /** Servers that write their state over their variables work in the folder. */
  private boolean worksHere(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(proc(process, "cwd")).startsWith(temporary);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path proc(ProcessHandle process, String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }
}
