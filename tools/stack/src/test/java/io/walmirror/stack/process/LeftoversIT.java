package io.walmirror.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a starter of servers ends, nothing of them is left. */
class LeftoversIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Process holder;
  private BufferedReader printed;

  @TempDir private Path kept;

  /** What a holder has printed: what must go. */
  private record Held(
      Path folder, List<Integer> ports, List<String> segments, List<Long> processes) {}

  @AfterEach
  void endHolder() {
    if (holder != null) {
      holder.destroyForcibly();
    }
  }

  private void launch(String... arguments) throws IOException {
    // In a session of its own, so that the whole group can be signalled as a terminal does.
    List<String> command = new ArrayList<>(Session.prefix());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            StackHolder.class.getName()));
    command.addAll(List.of(arguments));
    holder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    printed = holder.inputReader(StandardCharsets.UTF_8);
  }

  private Held start(String... arguments) throws IOException {
    launch(arguments);
    List<Integer> ports = new ArrayList<>();
    List<Long> processes = new ArrayList<>();
    List<String> segments = new ArrayList<>();
    Path folder = null;
    for (String line = printed.readLine(); !"ready".equals(line); line = printed.readLine()) {
      assertThat(line).as("the holder started").isNotNull();
      String value = line.substring(line.indexOf(' ') + 1);
      switch (line.substring(0, line.indexOf(' '))) {
        case "folder" -> folder = Path.of(value);
        case "segment" -> segments.add(value);
        case "port" -> ports.add(Integer.valueOf(value));
        case "process" -> processes.add(Long.valueOf(value));
        default -> throw new AssertionError("unexpected: " + line);
      }
    }
    // A watchdog, a Redis, a PostgreSQL and its own processes.
    assertThat(processes).hasSizeGreaterThan(5);
    assertThat(folder).exists();
    assertThat(segments).hasSize(1);
    return new Held(folder, ports, segments, processes);
  }

  private void assertNothingLeft(Held held) throws Exception {
    assertThat(holder.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end && !left(held).isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(left(held)).isEmpty();
  }

  private List<String> left(Held held) {
    List<String> left = new ArrayList<>();
    if (!held.folder.equals(kept) && Files.exists(held.folder)) {
      left.add("folder " + held.folder);
    }
    held.ports.stream()
        .filter(port -> !Ports.isFree(port))
        .forEach(port -> left.add("port " + port));
    held.processes.stream().filter(LeftoversIT::lives).forEach(pid -> left.add("process " + pid));
    held.segments.stream().filter(segments()::contains).forEach(id -> left.add("memory " + id));
    return left;
  }

  /** The ids of all shared memory of this machine. */
  private static Set<String> segments() {
    try {
      Process ipcs = new ProcessBuilder("ipcs", "-m").start();
      String text = new String(ipcs.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      // Linux has the id in the second word of a line; macOS has it there after an "m".
      return text.lines()
          .map(line -> line.trim().split("\\s+", 3))
          .filter(words -> words.length == 3)
          .map(words -> words[1])
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean lives(long pid) {
    try {
      return ProcessHandle.of(pid).isPresent()
          && !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException e) {
      return !Files.exists(Path.of("/proc/self")) && ProcessHandle.of(pid).isPresent();
    }
  }

  @ParameterizedTest(name = "{1} to a starter whose servers {0}")
  @CsvSource({"run, KILL", "pause, KILL", "kill, KILL", "run, TERM", "pause, TERM"})
  void nothingIsLeftAfterASignal(String state, Signal signal) throws Exception {
    Held held = start(state);
    signal.send(List.of(holder.pid()));

    assertNothingLeft(held);
  }

  @ParameterizedTest(name = "killed {0} ms after its folder was there")
  @ValueSource(ints = {0, 200, 500, 900})
  void nothingIsLeftOfAStartThatWasKilledInItsMiddle(int millis) throws Exception {
    launch("run");
    Path begun = Path.of(printed.readLine().substring("folder ".length()));
    TimeUnit.MILLISECONDS.sleep(millis);
    Signal.KILL.send(List.of(holder.pid()));
    assertThat(holder.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end && (Files.exists(begun) || !working(begun).isEmpty())) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(working(begun)).isEmpty();
    assertThat(begun).doesNotExist();
  }

  /** The commands of processes that name a folder. */
  private static List<String> working(Path folder) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(command -> command.contains(folder.toString()))
        .toList();
  }

  @Test
  void nothingIsLeftAfterAnInterruptFromTheTerminal() throws Exception {
    assumeFalse(interruptsAreIgnored(), "started in the background of a script");
    Held held = start("run");
    Signal.INT.send(List.of(-holder.pid()));

    assertNothingLeft(held);
  }

  /**
   * True where this process was started with Ctrl-C ignored, as background jobs of a script are:
   * what it starts ignores it too.
   */
  private static boolean interruptsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  @Test
  void nothingIsLeftAfterAClose() throws Exception {
    assertNothingLeft(start("return"));
  }

  @Test
  void aKeptFolderStaysAndItsServersGo() throws Exception {
    Held held = start("run", kept.toString());
    Signal.KILL.send(List.of(holder.pid()));
    assertThat(holder.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

    // At once, while the watchdog of the first one may still be at work.
    Held again = start("run", kept.toString());
    assertThat(again.processes).doesNotContainAnyElementsOf(held.processes);
    assertThat(kept.resolve("postgres/data/PG_VERSION")).exists();
    assertThat(kept.resolve("logs/postgres.log")).exists();
    Signal.TERM.send(List.of(holder.pid()));
    assertNothingLeft(again);
  }

  @Test
  void whatAWatchdogWasToldToForgetLivesOn() throws Exception {
    Process forgotten = new ProcessBuilder("sleep", "60").start();
    Process watched = new ProcessBuilder("sleep", "60").start();
    try {
      try (Watchdog watchdog = Watchdog.start(null)) {
        watchdog.watch(forgotten.pid(), Launch.Ending.KILL);
        watchdog.watch(watched.pid(), Launch.Ending.KILL);
        watchdog.forget(forgotten.pid());
      }

      assertThat(watched.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(forgotten.isAlive()).isTrue();
    } finally {
      forgotten.destroyForcibly();
      watched.destroyForcibly();
    }
  }
}
