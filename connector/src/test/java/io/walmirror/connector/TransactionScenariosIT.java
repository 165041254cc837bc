package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Transactions are told to begin and to end, and their events are counted, whatever happens. */
class TransactionScenariosIT extends Scenarios {

  @Test
  @Covers(82)
  void everyEventIsCountedInItsTransactionAndInItsTable() {
    createTables();
    try (RunningTask task = startTelling()) {
      change();

      assertThat(task.await(10)).extracting(TransactionScenariosIT::story).isEqualTo(wholeStory());
    }
  }

  @Test
  @Covers(82)
  void aRestartAnywhereGoesOnCounting() {
    createTables();
    List<SourceRecord> first;
    try (RunningTask task = startTelling()) {
      change();
      first = task.await(10);
    }
    for (int stored = 0; stored < first.size() - 1; stored++) {
      offsets.set(first.get(stored).sourcePartition(), first.get(stored).sourceOffset());
      List<String> rest = wholeStory().subList(stored + 1, 10);
      try (RunningTask task = startTelling()) {
        assertThat(task.await(rest.size()).subList(0, rest.size()))
            .as("after record %d", stored)
            .extracting(TransactionScenariosIT::story)
            .isEqualTo(rest);
      }
    }
  }

  @Test
  @Covers(82)
  void withoutWhatTheOffsetRemembersTheCountBeginsAnew() {
    createTables();
    List<SourceRecord> first;
    try (RunningTask task = startTelling()) {
      change();
      first = task.await(10);
    }
    Map<String, Object> forgetful = new HashMap<>(first.get(3).sourceOffset());
    assertThat(forgetful.keySet().removeIf(key -> key.startsWith("transaction_"))).isTrue();
    offsets.set(first.get(3).sourcePartition(), forgetful);

    try (RunningTask task = startTelling()) {
      assertThat(story(task.await(1).get(0))).isEqualTo("BEGIN").isNotEqualTo(wholeStory().get(4));
    }
  }

  @Test
  @Covers(82)
  void nothingIsToldWhereNobodyAsks() {
    createTables();
    try (RunningTask task = start()) {
      change();

      assertThat(task.await(6))
          .extracting(record -> ((Struct) record.value()).get("transaction"))
          .containsOnlyNulls();
      assertThat(task.data()).noneMatch(record -> record.topic().endsWith(".transaction"));
    }
  }

  private RunningTask startTelling() {
    settings.put("provide.transaction.metadata", "true");
    return start();
  }

  private void createTables() {
    database.execute("CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE b (id int PRIMARY KEY)");
  }

  private void change() {
    database.execute(
        "BEGIN; INSERT INTO a VALUES (1), (2); INSERT INTO b VALUES (1); INSERT INTO a VALUES (3);"
            + " COMMIT",
        "INSERT INTO b VALUES (2), (3)");
  }

  private static List<String> wholeStory() {
    return new ArrayList<>(
        List.of(
            "BEGIN",
            "a 1 of 1",
            "a 2 of 2",
            "b 3 of 1",
            "a 4 of 3",
            "END 4 public.a=3 public.b=1",
            "BEGIN",
            "b 1 of 1",
            "b 2 of 2",
            "END 2 public.b=2"));
  }

  private static String story(SourceRecord record) {
    Struct value = (Struct) record.value();
    if (!record.topic().endsWith(".transaction")) {
      Struct block = value.getStruct("transaction");
      return record.topic().substring(record.topic().lastIndexOf('.') + 1)
          + " "
          + block.getInt64("total_order")
          + " of "
          + block.getInt64("data_collection_order");
    }
    StringBuilder story = new StringBuilder(value.getString("status"));
    if (value.getInt64("event_count") != null) {
      story.append(" ").append(value.getInt64("event_count"));
      value.<Struct>getArray("data_collections").stream()
          .map(each -> " " + each.getString("data_collection") + "=" + each.getInt64("event_count"))
          .sorted()
          .forEach(story::append);
    }
    return story.toString();
  }
}
