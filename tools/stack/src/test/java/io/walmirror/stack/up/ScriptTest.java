package io.walmirror.stack.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, in a small clone with a Maven that only writes down what it was asked. */
class ScriptTest {

  private static final Path SCRIPT =
      Path.of(System.getProperty("walmirror.root")).resolve("walmirror");

  /** "Builds" each zip and jar out of the sources, and fetches two files of 1.5 MB together. */
  private static final String MAVEN =
      """
      #!/bin/sh
      if [ "$1" = -v ]; then echo "Apache Maven 3.9.9"; exit 0; fi
      echo "$@" >> asked
      case "$*" in *"clean package"*) rm -rf */target tools/stack/target ;; esac
      [ -f broken ] && echo "[ERROR] it is broken" && exit 1
      echo "[INFO] Building Walmirror: envelope 0.1 [1/2]"
      echo "Downloaded from central: https://repo/a.jar (1.2 MB at 3 MB/s)"
      echo "Downloaded from central: https://repo/b.pom (300 kB at 3 MB/s)"
      for m in envelope connector transforms redis-sink tools/stack; do
        mkdir -p $m/target
        cat $(find $m/src/main -type f | sort) > $m/target/walmirror-it-0.1.jar
        cp $m/target/walmirror-it-0.1.jar $m/target/walmirror-it-0.1.zip
      done
      mkdir -p tools/stack/servers/redis/target/classes/io/walmirror/stack/servers
      printf '@repository@/redis.jar' \
        > tools/stack/servers/redis/target/classes/io/walmirror/stack/servers/redis-7.classpath
      printf "$PWD/repository/org/postgresql/postgresql/1/p.jar:$PWD/envelope/target/walmirror-it-0.1.jar" \
        > tools/stack/target/stack.classpath
      """;

  @TempDir private Path folder;
  private Path clone;
  private Path tools;

  @BeforeEach
  void makeClone() throws IOException {
    clone = Files.createDirectories(folder.resolve("a clone").resolve("walmirror"));
    tools = Files.createDirectories(folder.resolve("tools"));
    program(tools.resolve("mvn"), MAVEN);
    Files.copy(SCRIPT, clone.resolve("walmirror"), StandardCopyOption.COPY_ATTRIBUTES);
    write("pom.xml", "<project>\n  <version>0.1</version>\n</project>\n");
    for (String module :
        List.of("envelope", "connector", "transforms", "redis-sink", "tools/stack")) {
      write(module + "/pom.xml", "<project/>");
      write(module + "/src/main/java/A.java", "class A of " + module);
      write(module + "/src/test/java/ATest.java", "class ATest");
    }
    write("repository/org/postgresql/postgresql/1/p.jar", "jar");
    write("repository/redis.jar", "jar");
  }

  private record Ran(int code, String output) {}

  private Ran run(Map<String, String> environment, Path from, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(from.toFile()).redirectErrorStream(true);
    builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), output);
  }

  private Ran build() throws IOException, InterruptedException {
    return run(Map.of(), folder, clone.resolve("walmirror").toString(), "build");
  }

  private void write(String name, String text) throws IOException {
    Path file = clone.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void program(Path path, String text) throws IOException {
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> asked() throws IOException {
    Path asked = clone.resolve("asked");
    return Files.exists(asked) ? Files.readAllLines(asked) : new ArrayList<>();
  }

  @Test
  void theFirstBuildTellsWhatItDoesAndHowMuchItFetched() throws Exception {
    Ran first = build();

    assertThat(first.code()).isZero();
    assertThat(first.output())
        .contains("first time", "Walmirror: envelope 0.1 [1/2]", "fetched 2 files, 1.5 MB");
  }

  @Test
  void aSecondBuildBuildsNothing() throws Exception {
    build();
    Ran second = build();

    assertThat(second.code()).isZero();
    assertThat(asked()).hasSize(1);
  }

  @Test
  void anEditedSourceIsBuiltWhateverItsTimeSays() throws Exception {
    build();
    write("envelope/src/main/java/A.java", "class A, edited");
    Files.setLastModifiedTime(
        clone.resolve("envelope/src/main/java/A.java"), FileTime.from(Instant.EPOCH));
    Ran second = build();

    assertThat(second.output()).contains("sources changed");
    assertThat(asked()).hasSize(2);
  }

  @Test
  void aBranchThatIsSwitchedToAndBackIsNotBuiltAgain() throws Exception {
    build();
    String before = Files.readString(clone.resolve("envelope/src/main/java/A.java"));
    write("envelope/src/main/java/A.java", "another branch");
    write("envelope/src/main/java/A.java", before);
    build();

    assertThat(asked()).hasSize(1);
  }

  @Test
  void anotherBranchsResultsAreNotTakenForThisOnes() throws Exception {
    build();
    // Somebody switched, ran Maven by hand, and switched back.
    write("connector/target/walmirror-it-0.1.zip", "of another branch");
    build();

    assertThat(asked()).hasSize(2);
  }

  @Test
  void aRemovedSourceMakesEverythingNew() throws Exception {
    write("connector/src/main/java/B.java", "class B");
    build();
    Files.delete(clone.resolve("connector/src/main/java/B.java"));
    Ran second = build();

    assertThat(second.output()).contains("sources were removed");
    assertThat(asked().get(0)).doesNotContain("clean package");
    assertThat(asked().get(1)).contains("clean package");
  }

  @Test
  void aChangedTestIsNoReasonToBuild() throws Exception {
    build();
    write("envelope/src/test/java/ATest.java", "class ATest, edited");
    build();

    assertThat(asked()).hasSize(1);
  }

  @Test
  void whatWasFetchedAndIsGoneIsFetchedAgain() throws Exception {
    build();
    Files.delete(clone.resolve("repository/redis.jar"));
    build();

    assertThat(asked()).hasSize(2);
  }

  @Test
  void aBuildThatFailedIsToldAndTriedAgain() throws Exception {
    write("broken", "");
    Ran first = build();
    Files.delete(clone.resolve("broken"));
    Ran second = build();

    assertThat(first.code()).isEqualTo(3);
    assertThat(first.output()).contains("[ERROR] it is broken", "target/up/build.log");
    assertThat(second.code()).isZero();
    assertThat(asked()).hasSize(2);
  }

  @Test
  void whatRunsIsACopyThatNoLaterBuildWritesInto() throws Exception {
    build();

    assertThat(Files.readString(clone.resolve("target/up/classpath")))
        .startsWith(clone.toRealPath() + "/target/up/lib/walmirror-it-0.1.jar:")
        .contains("/repository/org/postgresql/")
        .doesNotContain("/envelope/target/");
  }

  @Test
  void itWorksThroughALinkFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), clone.resolve("walmirror"));

    assertThat(run(Map.of(), Path.of("/"), link.toString(), "build").code()).isZero();
    assertThat(asked()).hasSize(1);
  }

  @Test
  void withoutAJdkItSaysWhatIsNeededAndWhereToGetIt() throws Exception {
    Ran ran =
        run(
            Map.of("JAVA_HOME", folder.resolve("nowhere").toString()),
            folder,
            clone.resolve("walmirror").toString(),
            "build");

    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.output()).contains("needs a JDK, 17 or newer", "apt install", "brew install");
  }

  @Test
  void anOldJdkIsNamed() throws Exception {
    Path old = Files.createDirectories(folder.resolve("old").resolve("bin"));
    program(old.resolve("java"), "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");
    Ran ran =
        run(
            Map.of("JAVA_HOME", folder.resolve("old").toString()),
            folder,
            clone.resolve("walmirror").toString(),
            "build");

    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.output()).contains("is Java 8.");
  }

  @Test
  void anOldMavenIsNamed() throws Exception {
    program(tools.resolve("mvn"), "#!/bin/sh\necho 'Apache Maven 3.6.3 (abc)'\n");
    Ran ran = build();

    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.output()).contains("3.8.7 or newer", "is 3.6.3");
  }

  @Test
  void anUnknownCommandIsWrongUsageAndHelpIsNot() throws Exception {
    String script = clone.resolve("walmirror").toString();

    assertThat(run(Map.of(), folder, script, "dance").code()).isEqualTo(2);
    assertThat(run(Map.of(), folder, script, "help").code()).isZero();
    assertThat(run(Map.of(), folder, script, "help").output().lines().count())
        .isLessThanOrEqualTo(24);
  }

  @Test
  void commandsForWhatRunsSayWhenNothingDoes() throws Exception {
    for (String command : List.of("sql", "redis", "logs")) {
      Ran ran = run(Map.of(), folder, clone.resolve("walmirror").toString(), command, "x");

      assertThat(ran.code()).isEqualTo(3);
      assertThat(ran.output()).contains("Nothing runs here");
    }
  }
}
