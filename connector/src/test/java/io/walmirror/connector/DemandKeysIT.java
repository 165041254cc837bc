package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys in whose order rows are read on demand: of which columns, types and names they are. */
class DemandKeysIT extends Scenarios {

  private static final int ROWS = 600;
  private static final String NOTICES = "__notices";

  @BeforeEach
  void readInSmallRanges() {
    settings.put("incremental.snapshot.chunk.size", "20");
    settings.put("schema.change.snapshot", "off");
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", NOTICES);
  }

  @Test
  @Covers({73})
  void aTableWhoseKeyIsAnotherAfterAStopIsReadFromItsFirstRow() {
    database.execute(
        "CREATE TABLE swap (id bigint NOT NULL, num bigint NOT NULL, PRIMARY KEY (id))",
        "INSERT INTO swap SELECT i, -i FROM generate_series(1, " + ROWS + ") i",
        "INSERT INTO item VALUES (1, 'as before', 1)");
    stopped("a");
    assertThat(goesOn("ALTER TABLE swap DROP CONSTRAINT swap_pkey, ADD PRIMARY KEY (num)"))
        .as("one of the same type")
        .hasSize(ROWS);
    stopped("b");
    assertThat(goesOn("ALTER TABLE swap DROP CONSTRAINT swap_pkey, ADD PRIMARY KEY (num, id)"))
        .as("one of more columns")
        .hasSize(ROWS);
    database.execute(
        "ALTER TABLE swap DROP CONSTRAINT swap_pkey, REPLICA IDENTITY FULL",
        "CREATE UNIQUE INDEX z ON swap (id)");
    stopped("c");
    assertThat(goesOn("CREATE UNIQUE INDEX a ON swap (num)")).as("of another index").hasSize(ROWS);
  }

  /** Reads a part of the table for a request, and stops; what follows it goes on. */
  private void stopped(String id) {
    try (RunningTask task = start(new PostgresSourceTask(), offsets, new Reluctant())) {
      task.ask().request(id, List.of("public.swap"), Map.of());
      task.await("some rows", running -> reads(running, "swap").size() > ROWS / 6);
      task.storeAll();
      assertThat(reads(task, "swap")).hasSizeLessThan(ROWS);
    }
  }

  /** The rows that the next task reads, before which this was done. */
  private Set<Object> goesOn(String statement) {
    database.execute(statement);
    try (RunningTask task = start()) {
      task.await("the end", RunningTask::hasAllAsked);
      task.storeAll();
      return Set.copyOf(reads(task, "swap"));
    }
  }

  @Test
  @Covers({73})
  void aTableWhoseKeyIsAnotherInTheMiddleIsReadAgain() {
    database.execute(
        "CREATE TABLE swap (id bigint NOT NULL, num bigint NOT NULL UNIQUE, pad text)",
        "ALTER TABLE swap REPLICA IDENTITY FULL",
        "INSERT INTO swap SELECT i, -i, repeat('x', 2000) FROM generate_series(1, " + ROWS + ") i");
    Reluctant kafka = new Reluctant();
    PostgresSourceTask source = new PostgresSourceTask();
    // So that a part of the table is still to be read when its key changes.
    settings.put("max.queue.size.in.bytes", "1048576");
    try (RunningTask task = start(source, offsets, kafka)) {
      task.ask().request("a", List.of("public.swap"), Map.of());
      task.await("some rows", running -> reads(running, "swap").size() > ROWS / 6);
      database.execute("ALTER TABLE swap DROP CONSTRAINT swap_num_key, ADD UNIQUE (id)");
      kafka.acknowledgeAll(source);
      task.await("the end", RunningTask::hasAllAsked);
      List<Object> ids = reads(task, "swap");
      assertThat(Set.copyOf(ids)).hasSize(ROWS);
      assertThat(ids).as("with what came before").hasSizeGreaterThan(ROWS);
    }
  }

  @Test
  void aKeyColumnMayBeCalledAsTheFunctionsOfItsText() {
    database.execute(
        "CREATE TABLE odd (\"case\" int, format text, coalesce text, acl aclitem,"
            + " PRIMARY KEY (\"case\", format))",
        "INSERT INTO odd SELECT i, 'f' || i % 3, 'c', 'postgres=r/postgres' FROM"
            + " generate_series(1, 99) i");
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.odd"), Map.of("public.odd", "odd.format <> 'x'"));
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(skipped(task)).isEmpty();
      assertThat(values(task, "odd", "case")).hasSize(99).doesNotHaveDuplicates();
    }
  }

  @Test
  void aKeyMayBeOfATypeWhoseSchemaIsNotSearched() {
    database.execute(
        "CREATE SCHEMA \"the ext\"",
        "CREATE EXTENSION citext SCHEMA \"the ext\"",
        "CREATE EXTENSION ltree SCHEMA \"the ext\"",
        "CREATE DOMAIN word AS \"the ext\".citext",
        "CREATE TABLE words (shop int, w word COLLATE \"C\", PRIMARY KEY (shop, w))",
        "INSERT INTO words SELECT 1, CASE WHEN i % 2 = 0 THEN 'w' ELSE 'W' END"
            + " || lpad(i::text, 4, '0') FROM generate_series(1, 99) i",
        "CREATE TABLE trees (path \"the ext\".ltree PRIMARY KEY)",
        "INSERT INTO trees SELECT ('a.b' || i)::\"the ext\".ltree FROM generate_series(1, 99) i");
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.words", "public.trees"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(values(task, "words", "w")).hasSize(99).doesNotHaveDuplicates();
      assertThat(skipped(task)).isEmpty();
      assertThat(values(task, "trees", "path")).hasSize(99).doesNotHaveDuplicates();
    }
  }

  @Test
  void anIndexThatMayHoldNullsIsNoKeyWhateverIsPromisedForNewRows() {
    database.execute(
        "CREATE TABLE maybe (n int UNIQUE)",
        "ALTER TABLE maybe REPLICA IDENTITY FULL",
        "INSERT INTO maybe SELECT CASE WHEN i > 30 THEN i END FROM generate_series(1, 60) i");
    if (!version.equals("14")) {
      database.execute("ALTER TABLE maybe ADD CONSTRAINT promised NOT NULL n NOT VALID");
    }
    try (RunningTask task = start()) {
      task.ask().request("a", List.of("public.maybe"), Map.of());
      task.await("the end", RunningTask::hasAllAsked);
      assertThat(values(task, "maybe", "n")).isEmpty();
      assertThat(skipped(task)).singleElement().asString().contains("NO_PRIMARY_KEY");
      if (!version.equals("14")) {
        database.execute(
            "DELETE FROM maybe WHERE n IS NULL", "ALTER TABLE maybe VALIDATE CONSTRAINT promised");
        task.ask().request("b", List.of("public.maybe"), Map.of());
        task.await("the rows", running -> values(running, "maybe", "n").size() >= 30);
      }
    }
  }

  private static List<Object> reads(RunningTask task, String table) {
    return values(task, table, "id");
  }

  /** What rows that were read of a table hold in this column. */
  private static List<Object> values(RunningTask task, String table, String column) {
    return Event.of(task.data()).stream()
        .filter(event -> event.topic().endsWith("." + table) && event.isOp("r"))
        .map(event -> event.after().get(column))
        .collect(Collectors.toList());
  }

  private static List<String> skipped(RunningTask task) {
    return task.all().stream()
        .filter(record -> record.topic().equals(NOTICES))
        .map(record -> record.value().toString())
        .filter(notice -> notice.contains("TABLE_SCAN_COMPLETED") && !notice.contains("SUCCEEDED"))
        .toList();
  }
}
