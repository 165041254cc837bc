package io.walmirror.connector.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileInletTest {

  @TempDir Path folder;

  private final Inbox inbox = new Inbox();
  private Path file;
  private FileInlet inlet;

  @BeforeEach
  void open() {
    file = folder.resolve("signals.txt");
    inlet = new FileInlet(file);
  }

  @Test
  void withoutAFileNothingHappens() {
    inlet.read(inbox);

    assertThat(taken()).isEmpty();
  }

  @Test
  void linesAreSignalsAndTheFileGoesOnceTheySurviveARestart() throws IOException {
    write(pause("1") + "\n\n" + pause("2") + "\n");
    inlet.read(inbox);

    assertThat(taken()).containsExactly("1", "2");
    assertThat(folder).isDirectoryContaining(path -> path.toString().endsWith(".taken"));

    inlet.read(inbox);
    assertThat(folder).isNotEmptyDirectory();
    inbox.keep(2);
    inlet.read(inbox);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void afterACrashWhatWasTakenIsReadAgainBeforeWhatIsNew() throws IOException {
    write(pause("1") + "\n");
    inlet.read(inbox);
    assertThat(taken()).containsExactly("1");
    write(pause("2") + "\n");

    FileInlet next = new FileInlet(file);
    Inbox inboxOfNext = new Inbox();
    next.read(inboxOfNext);
    inboxOfNext.keep(1);
    next.read(inboxOfNext);
    next.read(inboxOfNext);

    assertThat(taken(inboxOfNext)).containsExactly("1", "2");
  }

  @Test
  void aFileIsFollowedThoughTheOneBeforeDoesNotSurviveARestartYet() throws IOException {
    write(pause("1") + "\n");
    inlet.read(inbox);
    write(pause("2") + "\n");
    inlet.read(inbox);
    write(pause("3") + "\n");
    inlet.read(inbox);
    assertThat(taken()).containsExactly("1", "2", "3");

    inbox.keep(2);
    inlet.read(inbox);
    Inbox inboxOfNext = new Inbox();
    new FileInlet(file).read(inboxOfNext);
    assertThat(taken(inboxOfNext)).as("what a restart reads again").containsExactly("3");

    inbox.keep(3);
    inlet.read(inbox);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whoHadTheFileOpenLosesNoLine() throws IOException {
    try (OutputStream writer = Files.newOutputStream(file)) {
      writer.write((pause("1") + "\n").getBytes(StandardCharsets.UTF_8));
      writer.flush();
      inlet.read(inbox);
      writer.write((pause("2") + "\n").getBytes(StandardCharsets.UTF_8));
    }
    inbox.keep(1);
    inlet.read(inbox);
    inbox.keep(2);
    inlet.read(inbox);

    assertThat(taken()).containsExactly("1", "2");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void halfALineIsNoSignalYet() throws IOException {
    write(pause("1").substring(0, 10));
    inlet.read(inbox);
    assertThat(taken()).isEmpty();

    Path open = folder.resolve("signals.txt.taken");
    Files.writeString(open, pause("1").substring(10) + "\n", StandardOpenOption.APPEND);
    inlet.read(inbox);

    assertThat(taken()).containsExactly("1");
  }

  @Test
  void aLastLineWithoutItsEndIsReadOnceNobodyWritesOn() throws IOException {
    write(pause("1"));
    inlet.read(inbox);
    inlet.read(inbox);

    assertThat(taken()).containsExactly("1");
  }

  @Test
  void aLineThatIsNoSignalIsToldAndThoseBehindItAreFollowed() throws IOException {
    write("nonsense\n" + pause("2") + "\n");
    inlet.read(inbox);

    Arrival bad = inbox.take();
    assertThat(bad).isInstanceOf(Arrival.Refused.class);
    assertThat(bad.signal().id()).isNotBlank();
    assertThat(taken()).containsExactly("2");
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private static String pause(String id) {
    return "{\"id\": \"" + id + "\", \"type\": \"pause-snapshot\"}";
  }

  private List<String> taken() {
    return taken(inbox);
  }

  private static List<String> taken(Inbox inbox) {
    List<String> ids = new ArrayList<>();
    for (Arrival arrival = inbox.take(); arrival != null; arrival = inbox.take()) {
      assertThat(arrival).isInstanceOf(Arrival.Asked.class);
      ids.add(arrival.signal().id());
    }
    return ids;
  }
}
