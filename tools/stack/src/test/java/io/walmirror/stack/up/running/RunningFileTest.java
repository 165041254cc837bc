package io.walmirror.stack.up.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningFileTest {

  @TempDir private Path root;
  private Path folder;
  private Path path;
  private RunningFile file;

  @BeforeEach
  void name() {
    folder = root.resolve(".walmirror");
    path = folder.resolve("running.properties");
    file = new RunningFile(path);
  }

  private static RunningUp running(long pid, Instant started) {
    return new RunningUp(
        pid,
        started,
        "jdbc:postgresql://localhost:5432/shop?sslmode=prefer",
        "postgres",
        "p=ä:\\ss",
        URI.create("redis://:secret@localhost:6379"),
        URI.create("http://localhost:8083"),
        Map.of("connect", Path.of("/tmp/a b/connect.log")));
  }

  private static RunningUp thisProcess() {
    return running(ProcessHandle.current().pid(), RunningUp.startOfThisProcess());
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    file.write(thisProcess());

    assertThat(file.read()).contains(thisProcess());
  }

  @Test
  void nobodyElseMayReadIt() throws IOException {
    file.write(thisProcess());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(folder.toFile().list()).containsExactly("running.properties");
  }

  @Test
  void nothingRunsWhereThereIsNoFile() throws IOException {
    assertThat(file.read()).isEmpty();
  }

  @Test
  void aFileOfAProcessThatEndedCountsAsNoneAndGoes() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    Instant started = ended.info().startInstant().orElse(Instant.EPOCH);
    ended.waitFor();
    file.write(running(ended.pid(), started));

    assertThat(file.read()).isEmpty();
    assertThat(path).doesNotExist();
  }

  @Test
  void aProcessThatOnlyHasTheSameNumberIsAnother() throws IOException {
    Instant earlier = RunningUp.startOfThisProcess().minus(Duration.ofHours(1));
    file.write(running(ProcessHandle.current().pid(), earlier));

    assertThat(file.read()).isEmpty();
  }

  @Test
  void aRemovedFileIsGoneAndRemovingAgainDoesNoHarm() throws IOException {
    file.write(thisProcess());
    file.remove();
    file.remove();

    assertThat(folder).doesNotExist();
  }

  @Test
  void dataThatIsKeptBesideItStays() throws IOException {
    file.write(thisProcess());
    Files.createDirectory(folder.resolve("data"));
    file.remove();

    assertThat(folder.resolve("data")).isDirectory();
    assertThat(path).doesNotExist();
  }

  @Test
  void aDamagedFileSaysSo() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(path, "pid=many\n");

    assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining("damaged");
  }
}
