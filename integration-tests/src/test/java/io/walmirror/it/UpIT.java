package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Plugins;
import io.walmirror.stack.proof.Proof;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./walmirror up}, {@code sql} and {@code redis}, as the script starts them. */
class UpIT {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("walmirror.root")).resolve("config-examples/quickstart");
  private static final String CONSOLE = "io.walmirror.stack.up.console.";
  private static final String UP = "io.walmirror.stack.up.Up";

  @TempDir private Path home;

  @BeforeEach
  void copyExamples() throws IOException {
    Path copies = Files.createDirectories(home.resolve("config-examples/quickstart"));
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path file : files.toList()) {
        Files.copy(file, copies.resolve(file.getFileName()));
      }
    }
  }

  private record Ended(int code, String output) {}

  private Process start(String main, String... words) throws IOException {
    Process process = new ProcessBuilder(command(main, words)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return process;
  }

  /** In a terminal of its own, to which keys can be written. */
  private Process startInTerminal(String main, String... words) throws IOException {
    List<String> all = command(main, words);
    all.add(all.indexOf(main), "-Dwalmirror.terminal=true");
    String command =
        all.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    boolean linux = System.getProperty("os.name").equals("Linux");
    List<String> inTerminal =
        linux
            ? List.of("script", "-qec", command, "/dev/null")
            : List.of("script", "-q", "/dev/null", "sh", "-c", command);
    return new ProcessBuilder(inTerminal).redirectErrorStream(true).start();
  }

  private List<String> command(String main, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dwalmirror.home=" + home,
                "-Dwalmirror.running=" + running(),
                "-Dwalmirror.plugins="
                    + Plugins.single().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(":")),
                main));
    command.addAll(List.of(words));
    return command;
  }

  private Ended run(String main, String... words) throws IOException, InterruptedException {
    Process process = start(main, words);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).as(output).isTrue();
    return new Ended(process.exitValue(), output);
  }

  private Path running() {
    return home.resolve(".walmirror/running.properties");
  }

  private void change(String file, String what, String instead) throws IOException {
    Path path = home.resolve("config-examples/quickstart").resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(what);
    Files.writeString(path, text.replace(what, instead));
  }

  @Test
  void onceEndsWithZeroAndWithOneWhereTheMirrorIsWrong() throws Exception {
    Ended right = run(UP, "--once");

    assertThat(right.code()).as(right.output()).isZero();
    assertThat(right.output())
        .contains("An order was committed at", "Its update", "Its deletion")
        .contains("Redis equals PostgreSQL");

    change(
        "redis-flat.json",
        "\"transforms\": \"flatten\",",
        "\"transforms\": \"flatten\", \"transforms.flatten.metadata.fields\": \"op\",");
    Ended wrong = run(UP, "--once", "--timeout=15");

    assertThat(wrong.code()).as(wrong.output()).isEqualTo(1);
    assertThat(wrong.output()).contains("flat:customers:", "has the field __op too many");
    Proof.row(
        "up --once ends with 0 only where Redis equals PostgreSQL",
        "UpIT.onceEndsWithZeroAndWithOneWhereTheMirrorIsWrong",
        "the quickstart's JSON, the packaged zips, four tables in two keyspaces",
        "a transform that adds a field: ends with 1 and names it");
  }

  @Test
  void aSettingThatIsRefusedIsNamedWithItsCure() throws Exception {
    change("source.json", "${env:POSTGRES_PASSWORD}", "wrong");
    Ended ended = run(UP, "--once");

    assertThat(ended.code()).as(ended.output()).isEqualTo(3);
    assertThat(ended.output()).contains("source.json is refused", "database.password");
  }

  @Test
  void whatRunsCanBeAskedAndLeavesNothingWhenItIsTerminated() throws Exception {
    Process up = start(UP);
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines = up.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null && !line.contains("could be read in Redis")) {
        output.append(line).append('\n');
        line = lines.readLine();
      }
      assertThat(line).as(output.toString()).isNotNull();

      Ended sql =
          run(
              CONSOLE + "SqlConsole",
              "UPDATE customers SET name = 'Ö' WHERE id = 1;" + " SELECT count(*) FROM products");
      assertThat(sql.output()).contains("done, 1 row", " 30\n", "(1 row)");
      assertThat(sql.code()).isZero();
      assertThat(run(CONSOLE + "SqlConsole", "SELEC").code()).isEqualTo(1);
      Ended redis = run(CONSOLE + "RedisConsole", "HGET", "products:1", "id");
      assertThat(redis).isEqualTo(new Ended(0, "1\n"));
      Ended second = run(UP);
      assertThat(second.code()).isEqualTo(3);
      assertThat(second.output()).contains("runs here already (process " + up.pid());

      up.destroy();
      assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(up.exitValue()).isEqualTo(143);
    assertThat(running()).doesNotExist();
    assertThat(run(CONSOLE + "SqlConsole", "SELECT 1"))
        .satisfies(ended -> assertThat(ended.code()).isEqualTo(3))
        .satisfies(ended -> assertThat(ended.output()).contains("Nothing runs here"));
  }

  @Test
  void theKeyForASnapshotHasAllRowsReadAgainWhileTheyChange() throws Exception {
    Process up = startInTerminal(UP, "--rate=2");
    Screen screen = new Screen(up);
    try (OutputStream keys = up.getOutputStream()) {
      screen.await("s  read all rows again");
      // What Redis lost is in no change: rows alone bring it back.
      String[] lost =
          Stream.concat(
                  Stream.of("DEL"), IntStream.rangeClosed(1, 30).mapToObj(id -> "products:" + id))
              .toArray(String[]::new);
      assertThat(run(CONSOLE + "RedisConsole", lost)).isEqualTo(new Ended(0, "30\n"));
      screen.await("keys differ");
      keys.write('s');
      keys.flush();
      screen.await("the source is asked, by a signal, to read all rows again");
      screen.await("rows were read again in");
      screen.await("checked: Redis equals PostgreSQL");
      assertThat(run(CONSOLE + "RedisConsole", "HGET", "products:1", "id"))
          .isEqualTo(new Ended(0, "1\n"));
      keys.write('q');
      keys.flush();
      assertThat(up.waitFor(60, TimeUnit.SECONDS)).as(screen.text()).isTrue();
      Proof.row(
          "a snapshot on demand brings back what a mirror lost, while rows change",
          "UpIT.theKeyForASnapshotHasAllRowsReadAgainWhileTheyChange",
          "the key s of ./walmirror up, in a terminal: 30 keys that Redis had lost are there again",
          "before the key: the check finds them missing");
    } finally {
      up.descendants().forEach(ProcessHandle::destroy);
      up.destroy();
    }
  }

  /** All that a process prints. */
  private static final class Screen {
    private final StringBuilder text = new StringBuilder();
    private int seen;

    Screen(Process process) {
      Thread reader = new Thread(() -> read(process.inputReader(StandardCharsets.UTF_8)), "screen");
      reader.setDaemon(true);
      reader.start();
    }

    private void read(BufferedReader lines) {
      lines.lines().forEach(this::add);
    }

    private synchronized void add(String line) {
      text.append(line).append('\n');
    }

    synchronized String text() {
      return text.toString();
    }

    /** Waits until that is printed behind what was waited for before. */
    void await(String what) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
      while (!has(what)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("no \"" + what + "\" in:\n" + text());
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }

    private synchronized boolean has(String what) {
      int at = text.indexOf(what, seen);
      seen = at < 0 ? seen : at;
      return at >= 0;
    }
  }
}
