package io.walmirror.connector.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.pgoutput.Message;
import io.walmirror.envelope.Lsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tasks of one connector that use its folder at the same time, sent the same transaction. */
class SpillFolderTest {

  private static final int XID = 7;
  private static final int MEMORY = 100;

  @TempDir private Path parent;

  @Test
  void aTaskThatEndsTakesNothingFromTheNextOne() throws IOException {
    StreamedTransactions ending = task();
    send(ending, 1, 10);
    StreamedTransactions next = task();
    send(next, 1, 10);
    ending.close();
    send(next, 11, 20);

    assertThat(readBack(next)).isEqualTo(numbers(1, 20));
    next.close();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aTaskThatEndsInBetweenTakesTheFolderFromNobody() throws IOException {
    StreamedTransactions ending = task();
    StreamedTransactions next = task();
    ending.close();
    send(next, 1, 10);

    assertThat(readBack(next)).isEqualTo(numbers(1, 10));
    next.close();
  }

  @Test
  void aTaskThatStartsTakesNothingFromOneThatHasNotEnded() throws IOException {
    StreamedTransactions ending = task();
    send(ending, 1, 10);
    StreamedTransactions next = task();
    send(ending, 11, 20);

    assertThat(readBack(ending)).isEqualTo(numbers(1, 20));
    ending.close();
    next.close();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aTaskStartsAndSpillsThoughOthersRemoveAndMakeTheFolderAtThatMoment() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Path folder = parent.resolve("walmirror-client");
    Thread others = new Thread(() -> removeAndMakeUntil(ended, folder));
    others.start();
    try {
      for (int i = 0; i < 2000; i++) {
        StreamedTransactions task = task();
        send(task, 1, 10);
        task.close();
      }
    } finally {
      ended.set(true);
      others.join();
    }
  }

  private static void removeAndMakeUntil(AtomicBoolean ended, Path folder) {
    while (!ended.get()) {
      try {
        Files.deleteIfExists(folder);
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException ignored) {
        // The other thread was faster.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private StreamedTransactions task() throws IOException {
    return new StreamedTransactions(
        new Buffering(MEMORY, SpillFolder.open(parent, "client", 1 << 20)));
  }

  private static void send(StreamedTransactions task, int first, int last) {
    task.start(XID);
    for (int i = first; i <= last; i++) {
      Message.Content content = new Message.Content(new byte[] {'I', (byte) i}, 0, 2);
      task.add(new Message.Streamed(XID, (byte) 'I', content), new Lsn(i), i);
    }
    task.stop();
  }

  private static List<Long> readBack(StreamedTransactions task) throws IOException {
    List<Long> lsns = new ArrayList<>();
    StreamedTransaction transaction = task.take(XID);
    try (StreamedTransaction.Entries entries = transaction.entries()) {
      for (var entry = entries.next(); entry != null; entry = entries.next()) {
        lsns.add(entry.lsn().value());
      }
    }
    task.discard(transaction);
    return lsns;
  }

  private static List<Long> numbers(int first, int last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
