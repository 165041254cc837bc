package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.HeaderNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;

/**
 * What exactly-once support rests on: Connect commits a Kafka transaction behind a batch that was
 * polled, with the offset of its last record. So no change may be in two batches, for its records
 * but the last carry the offset of the change before.
 */
class ExactlyOnceScenariosIT extends Scenarios {

  private static final int MOVES = 20;

  @Test
  void noChangeIsInTwoBatchesHoweverSmallTheyAre() {
    settings.put("max.batch.size", "1");
    settings.put("provide.transaction.metadata", "true");
    Batches batches = new Batches();
    try (RunningTask task = start(batches, offsets)) {
      for (int i = 0; i < MOVES; i++) {
        database.execute(
            "INSERT INTO item VALUES (" + i + ", 'a', 1)",
            "UPDATE item SET id = id + 1000 WHERE id = " + i);
      }
      task.await("moves", running -> creates(running.data()) == 2 * MOVES);
    }

    assertThat(inTwoBatches(batches.all)).isEmpty();
    List<List<SourceRecord>> cut =
        batches.all.stream().flatMap(List::stream).map(List::of).collect(Collectors.toList());
    assertThat(inTwoBatches(cut)).as("control: every record a batch of its own").hasSize(MOVES);
    proof(
        "A batch that Connect commits never holds a part of a change",
        "ExactlyOnceScenariosIT",
        2 * MOVES
            + " changes, half of them of three records, in "
            + batches.all.size()
            + " batches",
        "each record a batch of its own: " + MOVES + " changes are cut");
  }

  @Test
  void supportIsDeclaredAndBoundariesOfOurOwnAreNot() {
    PostgresSourceConnector connector = new PostgresSourceConnector();

    assertThat(connector.exactlyOnceSupport(settings)).isEqualTo(ExactlyOnceSupport.SUPPORTED);
    assertThat(connector.canDefineTransactionBoundaries(settings))
        .isEqualTo(ConnectorTransactionBoundaries.UNSUPPORTED);
  }

  private static long creates(List<SourceRecord> records) {
    return Event.of(records).stream().filter(event -> event.isOp("c")).count();
  }

  /** The changes of which records are in more than one batch. */
  private static Set<String> inTwoBatches(List<List<SourceRecord>> batches) {
    Map<String, Integer> batchOf = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (int i = 0; i < batches.size(); i++) {
      for (SourceRecord record : batches.get(i)) {
        if (record.headers().lastWithName(HeaderNames.POSITION) == null) {
          continue;
        }
        String position = (String) record.headers().lastWithName(HeaderNames.POSITION).value();
        String change = position.substring(0, position.length() - 1);
        Integer before = batchOf.putIfAbsent(change, i);
        if (before != null && before != i) {
          twice.add(change);
        }
      }
    }
    return twice;
  }

  /** The source's task, and what each poll of it gave. */
  private static final class Batches extends SourceTask {
    private final PostgresSourceTask task = new PostgresSourceTask();
    private final List<List<SourceRecord>> all = new CopyOnWriteArrayList<>();

    @Override
    public String version() {
      return task.version();
    }

    @Override
    public void start(Map<String, String> settings) {
      task.initialize(context);
      task.start(settings);
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
      List<SourceRecord> batch = task.poll();
      if (batch != null) {
        all.add(new ArrayList<>(batch));
      }
      return batch;
    }

    @Override
    public void commit() {
      task.commit();
    }

    @Override
    public void stop() {
      task.stop();
    }
  }
}
