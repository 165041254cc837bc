package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;

/**
 * Connect finds an offset by the bytes of its source partition, in which the keys have an order.
 */
class OffsetsFoundAgainIT extends Scenarios {

  private static final int ROWS = 600;

  private final JsonConverter converter = new JsonConverter();

  @Test
  void whatIsStoredOfAllKindsIsFoundByAnotherProcessAndARequestGoesOn() {
    converter.configure(Map.of("schemas.enable", "false"), true);
    database.execute("INSERT INTO item SELECT i, 'row', i FROM generate_series(1, " + ROWS + ") i");
    settings.put("snapshot.mode", "initial");
    settings.put("incremental.snapshot.chunk.size", "50");
    Offsets found = leftInTheMiddle(new PostgresSourceTask());
    assertThat(found.all().keySet())
        .extracting(partition -> String.valueOf(partition))
        .containsExactlyInAnyOrder(
            "{server=t}",
            "{server=t, snapshot=*}",
            "{server=t, snapshot=public.item}",
            "{server=t, tables=forms}",
            "{server=t, tables=known}");
    try (RunningTask task = start(found)) {
      task.await("the rest", RunningTask::hasAllAsked);
      assertThat(task.data()).hasSizeBetween(1, ROWS - 1);
    }
    settings.put("slot.name", database.slot() + "_control");
    try (Mutant mutant =
        Mutant.of(
            "snapshot/demand/Interleaving.java",
            Map.of(
                "    this.partition = partition;",
                "    Map<String, String> turned = new java.util.TreeMap<>();"
                    + " turned.putAll(partition);"
                    + " this.partition = ((java.util.TreeMap<String, String>) turned)"
                    + ".descendingMap();"))) {
      assertThat(leftInTheMiddle(mutant.task()).all())
          .as("control: its keys in another order")
          .doesNotContainKey(Map.of("server", RunningTask.PREFIX, "snapshot", "*"))
          .containsKey(Map.of("server", RunningTask.PREFIX, "tables", "forms"));
    }
    proof(
        "What is stored is found again, whatever process asks Connect for it",
        "OffsetsFoundAgainIT.whatIsStoredOfAllKindsIsFoundByAnotherProcessAndARequestGoesOn",
        "a request is left in the middle, the offsets are looked up by their bytes: it goes on",
        "with the keys of its source partition in another order the request is not found");
  }

  /** What Connect finds of what is stored by a task that ends in the middle of a request. */
  private Offsets leftInTheMiddle(SourceTask source) {
    Offsets own = new Offsets();
    try (RunningTask task = RunningTask.start(source, settings, own)) {
      task.await(
          "the end of the snapshot",
          running -> {
            running.storeAll();
            return own.stored() != null
                && own.stored().containsKey("wm_end_lsn")
                && !own.stored().containsKey("wm_snapshot")
                && own.all().containsKey(Map.of("server", RunningTask.PREFIX, "tables", "forms"));
          });
      task.ask().request("a", List.of("public.item"), Map.of());
      task.await("rows", running -> running.data().size() >= ROWS + 150);
      task.store(upToRow(task, ROWS + 120));
    }
    Offsets found = new Offsets();
    own.all()
        .forEach(
            (partition, offset) -> {
              if (bytes(partition).equals(bytes(again(bytes(partition))))) {
                found.set(partition, offset);
              }
            });
    return found;
  }

  private static List<SourceRecord> upToRow(RunningTask task, int rows) {
    List<SourceRecord> all = task.all();
    int row = all.indexOf(task.data().get(rows));
    return all.subList(0, row);
  }

  private String bytes(Object partition) {
    return new String(
        converter.fromConnectData("offsets", null, List.of("source", partition)),
        StandardCharsets.UTF_8);
  }

  /** What Connect reads of it. */
  private Object again(String bytes) {
    List<?> read =
        (List<?>)
            converter.toConnectData("offsets", bytes.getBytes(StandardCharsets.UTF_8)).value();
    return read.get(1);
  }
}
