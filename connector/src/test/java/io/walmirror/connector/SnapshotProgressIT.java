package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.walmirror.connector.snapshot.demand.Reached;
import io.walmirror.connector.snapshot.demand.StoredDemand;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far snapshots say they are, against what PostgreSQL counts. */
class SnapshotProgressIT extends Scenarios {

  private static final String ITEM = "public.item";
  private static final String PARTED = "public.parted";
  private static final String UNKNOWN = "public.uncounted";

  @BeforeEach
  void fill() {
    settings.put("publish.via.partition.root", "true");
    settings.put("snapshot.chunk.bytes", "8192");
    settings.put("incremental.snapshot.chunk.size", "50");
    settings.put("snapshot.rows.per.second", "1000");
    database.execute(
        "INSERT INTO item SELECT i, 'row', i FROM generate_series(1, 1500) i",
        "CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE parted_a PARTITION OF parted FOR VALUES FROM (0) TO (300)",
        "CREATE TABLE parted_b PARTITION OF parted FOR VALUES FROM (300) TO (1000)",
        "INSERT INTO parted SELECT generate_series(0, 999)",
        "CREATE TABLE uncounted (id int PRIMARY KEY) WITH (autovacuum_enabled = false)",
        "INSERT INTO uncounted SELECT generate_series(1, 400)",
        "ANALYZE item",
        "ANALYZE parted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FIRST", "INCREMENTAL", "BLOCKING"})
  @Covers({75, 84})
  void everyKindSaysWhatPostgresCounts(String kind) {
    if (kind.equals("FIRST")) {
      settings.put("snapshot.mode", "initial");
    }
    Set<Long> expectedOfUncounted = new TreeSet<>();
    try (RunningTask task = RunningTask.start(settings, offsets)) {
      if (!kind.equals("FIRST")) {
        task.await("slot", running -> activeSlot(settings.get("slot.name")));
        task.ask().request("a", kind, List.of(ITEM, PARTED, UNKNOWN), Map.of());
      }
      awaitMiddle(task, ITEM);
      assertThat(figures("RowsExpected")).containsEntry(ITEM, 1500L).containsEntry(PARTED, 1000L);
      // Of the first rows alone, a moment in which nobody ran is most of the time they took.
      task.await("an estimate", running -> isEstimate(figures("SecondsToGo").get(ITEM)));
      assertThat(number("TotalTableCount")).isEqualTo(3);
      assertThat(number("RemainingTableCount")).isPositive();
      expectedOfUncounted.add(figures("RowsExpected").get(UNKNOWN));
      task.await("the end", running -> number("RemainingTableCount") == 0);
      expectedOfUncounted.add(figures("RowsExpected").get(UNKNOWN));

      Map<String, Long> counted = Map.of(ITEM, 1500L, PARTED, 1000L, UNKNOWN, 400L);
      assertThat(figures("RowsScanned")).isEqualTo(counted);
      assertThat(figures("RowsExpected")).isEqualTo(counted);
      assertThat(counted.get(PARTED))
          .isEqualTo(Long.parseLong(database.value("SELECT count(*) FROM parted")));
      assertThat(expectedOfUncounted).as("not known until all are read").containsExactly(-1L, 400L);
    }
  }

  private static boolean isEstimate(Long seconds) {
    return seconds != null && seconds >= 0 && seconds <= 60;
  }

  @ParameterizedTest
  @ValueSource(strings = {"INCREMENTAL", "BLOCKING"})
  @Covers({71, 75})
  void whereAConditionChoosesThePlannersEstimateIsTold(String kind) {
    try (RunningTask task = start()) {
      task.ask()
          .request(
              "a",
              kind,
              List.of(ITEM, PARTED),
              Map.of(ITEM, "price > 1000 -- dear", PARTED, "no such column"));
      awaitMiddle(task, ITEM);
      assertThat(figures("RowsExpected").get(ITEM)).isCloseTo(500L, within(50L));
      task.await("the end", running -> running.ask().done());

      assertThat(figures("RowsScanned")).isEqualTo(Map.of(ITEM, 500L));
      assertThat(
              database.value("SELECT count(*) FROM pg_locks WHERE relation = 'parted'::regclass"))
          .as("the estimate's locks are gone")
          .isEqualTo("0");
    }
  }

  @Test
  @Covers({70})
  void aRestartCountsOnFromWhatWasReadBefore() {
    try (RunningTask task = start()) {
      // With nothing of the stream stored, the next run would begin another history.
      database.execute("UPDATE item SET name = 'changed' WHERE id = 1");
      task.await(1);
      task.ask().request("a", List.of(ITEM), Map.of());
      awaitMiddle(task, ITEM);
      task.ask().pause();
      task.await("the pause to be stored", running -> stored(running));
    }
    long before = rowsBefore();
    assertThat(before).isBetween(1L, 1499L);
    try (RunningTask task = start()) {
      task.await("what was stored", running -> running.ask().paused());
      task.ask().resume();
      awaitMiddle(task, ITEM);
      assertThat(figures("RowsScanned").get(ITEM)).isGreaterThanOrEqualTo(before);
      task.await("the end", running -> running.ask().done());
      assertThat(figures("RowsScanned")).isEqualTo(Map.of(ITEM, 1500L));
      assertThat(number("DemandRows")).as("of this run").isEqualTo(1500 - before);
    }
  }

  private static boolean stored(RunningTask task) {
    task.storeAll();
    return task.ask().stored();
  }

  /** How many rows the stored request has behind it. */
  private long rowsBefore() {
    return offsets.all().values().stream()
        .flatMap(offset -> StoredDemand.read(offset).stream())
        .flatMap(stored -> stored.open().stream())
        .flatMap(open -> open.reached().stream())
        .mapToLong(Reached::rows)
        .sum();
  }

  private static void awaitMiddle(RunningTask task, String table) {
    task.await(
        "some of the rows",
        running -> {
          Long rows = figures("RowsScanned").get(table);
          return rows != null && rows > 0;
        });
  }

  private static Map<String, Long> figures(String attribute) {
    TabularData table = (TabularData) attribute(attribute);
    Map<String, Long> figures = new TreeMap<>();
    table
        .values()
        .forEach(
            row -> {
              CompositeData pair = (CompositeData) row;
              figures.put((String) pair.get("key"), (Long) pair.get("value"));
            });
    return figures;
  }

  private static long number(String attribute) {
    return ((Number) attribute(attribute)).longValue();
  }

  private static Object attribute(String attribute) {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .getAttribute(new ObjectName("io.walmirror:type=source,server=\"t\""), attribute);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
