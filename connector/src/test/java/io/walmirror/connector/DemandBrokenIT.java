package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** More happens to a table than can be recorded while a range of it goes on. */
class DemandBrokenIT extends Scenarios {

  private static final int ROWS = 3000;
  private static final Map<String, String> SMALL = Map.of("MOST = 1_000_000", "MOST = 300");
  private static final String RECORDING = "snapshot/demand/Recording.java";
  private static final String INTERLEAVING = "snapshot/demand/Interleaving.java";

  private int runs;

  @Test
  void rowsThatWereSentBeforeARecordingBeginsAgainAreNotReadAgain() {
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", "__notices");
    settings.put("incremental.snapshot.chunk.size", Integer.toString(ROWS));
    settings.put("snapshot.rows.per.second", "1000");
    database.execute("INSERT INTO item SELECT i, 'row', 1 FROM generate_series(1, " + ROWS + ") i");
    try (Mutant small = Mutant.of(RECORDING, SMALL)) {
      assertThat(rowsRead(small)).isLessThanOrEqualTo(ROWS);
    }
    long again;
    try (Mutant forgetting =
        Mutant.of(
            RECORDING,
            SMALL,
            INTERLEAVING,
            Map.of(
                "      demand.reach(range.table().request(), chunk.reached());\n"
                    + "      sendBack(recording.broken());",
                "      sendBack(recording.broken());"))) {
      again = rowsRead(forgetting);
    }
    assertThat(again).as("control: where what was sent is not kept").isGreaterThan(ROWS);
    proof(
        "A busy table is read on demand to its end, however slowly",
        "DemandBrokenIT.rowsThatWereSentBeforeARecordingBeginsAgainAreNotReadAgain",
        ROWS + " rows in one range, more changes than can be recorded: each is read once at most",
        "where what was sent of a range is not kept, the range begins again and again");
  }

  @Test
  void rowsThatCanBeToldAsTextAloneAreReadAsText() {
    // More than may wait, so that the reading is not at its end when the first row goes on.
    settings.put("max.queue.size.in.bytes", "1048576");
    settings.put("incremental.snapshot.chunk.size", "100");
    database.execute(
        "INSERT INTO item SELECT i, repeat('row', 400), 1 FROM generate_series(1, 1000) i");
    String binary =
        "            codecs[column].binary(reader.bytes(), reader.valueAt(), reader.valueLength());";
    try (Mutant printed =
            Mutant.of(
                "record/RowPlan.java",
                Map.of(binary, " throw new NeedsTextException(\"of a test\");"));
        RunningTask task = RunningTask.start(printed.task(), settings, new Offsets())) {
      task.await("slot", running -> activeSlot(settings.get("slot.name")));
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(reads(task)).isEqualTo(1000);
    }
  }

  /** How many rows are read to the end, or until they are more than there are. */
  private long rowsRead(Mutant source) {
    settings.put("slot.name", database.slot() + "_" + runs++);
    String touch = "UPDATE item SET price = price + 1 WHERE id = " + ROWS;
    String[] changes = Collections.nCopies(40, touch).toArray(String[]::new);
    try (RunningTask task = start(source.task(), new Offsets())) {
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await(
          "the end",
          running -> {
            database.execute(changes);
            return running.hasAllAsked() || reads(running) > ROWS;
          });
      // Whatever is read again belongs to what has begun.
      assertThat(task.all()).filteredOn(DemandBrokenIT::tellsOfABeginning).hasSize(1);
      return reads(task);
    }
  }

  private static boolean tellsOfABeginning(SourceRecord record) {
    return record.topic().equals("__notices")
        && ((Struct) record.value()).getString("type").equals("STARTED");
  }

  private static long reads(RunningTask task) {
    return Event.of(task.data()).stream().filter(event -> event.isOp("r")).count();
  }
}
