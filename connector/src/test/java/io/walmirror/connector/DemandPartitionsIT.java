package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table that is published by its root and read on demand, when it has no partition, or more. */
class DemandPartitionsIT extends Scenarios {

  private static final String MADE =
      "CREATE TABLE made PARTITION OF parted FOR VALUES FROM (100) TO (200)";

  @BeforeEach
  void createRoot() {
    settings.put("publish.via.partition.root", "true");
    settings.put("schema.change.snapshot", "off");
    settings.put("incremental.snapshot.chunk.size", "20");
    database.execute(
        "CREATE TABLE parted (id int PRIMARY KEY, name text) PARTITION BY RANGE (id)",
        "CREATE TABLE first PARTITION OF parted FOR VALUES FROM (0) TO (100)");
  }

  @Test
  void aRootThatHasLostItsLastPartitionIsSwept() {
    try (RunningTask task = start()) {
      database.execute("INSERT INTO parted SELECT i, 'first' FROM generate_series(1, 40) i");
      task.await(40);
      database.execute("DROP TABLE first");
      task.ask().request("a", List.of("public.parted"), Map.of());
      awaitSweep(task);
      assertThat(Mirrored.rows(task.all(), "parted")).isEmpty();

      database.execute(MADE, "INSERT INTO parted VALUES (101, 'behind')");
      task.await(41);
      assertThat(Mirrored.rows(task.all(), "parted"))
          .isEqualTo(Mirrored.truth(database, "parted"))
          .hasSize(1);
    }
  }

  @Test
  void rowsOfAPartitionThatIsMadeBeforeTheTablesTurnComesStay() {
    Reluctant kafka = new Reluctant();
    PostgresSourceTask source = new PostgresSourceTask();
    database.execute("INSERT INTO item SELECT i, 'row', i FROM generate_series(1, 300) i");
    try (RunningTask task = start(source, offsets, kafka)) {
      task.ask().request("a", List.of("public.item", "public.parted"), Map.of());
      task.await(60);
      database.execute(
          MADE, "INSERT INTO parted SELECT i, 'made' FROM generate_series(101, 140) i");
      task.await("the rows", running -> Mirrored.rows(running.all(), "parted").size() == 40);
      assertThat(Mirrored.rows(task.all(), "item")).as("before that turn").hasSizeLessThan(300);
      kafka.acknowledgeAll(source);
      awaitSweep(task);
      assertThat(Mirrored.rows(task.all(), "parted"))
          .isEqualTo(Mirrored.truth(database, "parted"))
          .hasSize(40);
    }
  }

  private static void awaitSweep(RunningTask task) {
    task.await(
        "the sweep",
        running -> {
          running.storeAll();
          return running.all().stream()
              .anyMatch(
                  record ->
                      record.key() instanceof String key
                          && key.contains("\"kind\":\"sweep\"")
                          && key.contains("\"public.parted\""));
        });
  }
}
