package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that are altered so that rows have other values, which no change tells. */
class AlteredTablesIT extends Scenarios {

  private static final String NOTICES = "__notices";
  private static final int ROWS = 40;

  /** What is done to the table of this name, each of whose rows is another one then. */
  private static final Map<String, List<String>> TELLING =
      Map.ofEntries(
          Map.entry("filled", List.of("ALTER TABLE filled ADD note text NOT NULL DEFAULT 'n'")),
          Map.entry("diced", List.of("ALTER TABLE diced ADD v text DEFAULT md5(random()::text)")),
          Map.entry("retyped", List.of("ALTER TABLE retyped ALTER n TYPE text USING 'n' || n")),
          Map.entry("shifted", List.of("ALTER TABLE shifted ALTER n TYPE int USING n + 1")),
          Map.entry("widened", List.of("ALTER TABLE widened ALTER net TYPE inet")),
          Map.entry("dropped", List.of("ALTER TABLE dropped DROP COLUMN s")),
          Map.entry("renamed", List.of("ALTER TABLE renamed RENAME s TO other")),
          Map.entry("labelled", List.of("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'")),
          Map.entry("paired", List.of("ALTER TYPE pair ADD ATTRIBUTE c int")),
          Map.entry(
              "keyed",
              List.of("ALTER TABLE keyed DROP CONSTRAINT keyed_pkey, ADD PRIMARY KEY (n)")),
          Map.entry("called", List.of("ALTER TABLE once RENAME TO called")),
          Map.entry("parted", List.of("ALTER TABLE parted ADD note text DEFAULT 'p'")));

  /** The same of tables whose rows stay what they were. */
  private static final Map<String, List<String>> SILENT =
      Map.of(
          "nulled", List.of("ALTER TABLE nulled ADD note text"),
          "lengthened",
              List.of(
                  "ALTER TABLE lengthened ALTER w TYPE varchar(20)",
                  "ALTER TABLE lengthened ALTER s TYPE varchar"),
          "packed", List.of("VACUUM FULL packed"),
          "extended", List.of("ALTER TYPE hue ADD VALUE 'red' BEFORE 'ok'"),
          "tuned",
              List.of(
                  "ALTER TABLE tuned ALTER n SET DEFAULT 5",
                  "ALTER TABLE tuned ALTER n SET NOT NULL",
                  "CREATE INDEX ON tuned (n)",
                  "ANALYZE tuned"),
          "emptied", List.of("TRUNCATE emptied", "INSERT INTO emptied VALUES (1, 1, 's')"));

  private final long seed = Long.getLong("walmirror.seed", System.nanoTime());

  @BeforeEach
  void tell() {
    settings.put("snapshot.mode", "initial");
    settings.put("decimal.handling.mode", "string");
    settings.put("publish.via.partition.root", "true");
    settings.put("notification.enabled.channels", "sink");
    settings.put("notification.sink.topic.name", NOTICES);
  }

  @Test
  void aTableIsReadAgainIfItsRowsAreOthersAndOnlyThen() {
    createTables();
    try (RunningTask task = start()) {
      task.await("the snapshot", RunningTask::sawLastRow);
      awaitForms(task, "");
      for (Map<String, List<String>> each : List.of(SILENT, TELLING)) {
        each.values().forEach(statements -> statements.forEach(database::execute));
      }
      for (String table : TELLING.keySet()) {
        awaitTruth(task, table);
      }
      for (String table : SILENT.keySet()) {
        awaitTruth(task, table);
      }
      assertThat(readOnDemand(task)).isEqualTo(TELLING.keySet());
      assertThat(told(task, "REQUESTED")).isEqualTo(TELLING.keySet());
      assertThat(requests(task)).isBetween(1L, 4L);
    }
  }

  @Test
  void rowsThatNoWriteTouchesAreWhatSqlSaysAfterSixtyStatementsUnderLoad() throws Exception {
    fill();
    try (RunningTask task = start()) {
      alterUnderLoad(task);
      awaitTruth(task, "item");
      assertThat(requests(task)).isBetween(1L, 10L);
    }
    settings.put("schema.change.snapshot", "off");
    fill();
    try (RunningTask task = start(new RunningTask.Offsets())) {
      alterUnderLoad(task);
      task.await("the warning", running -> !told(running, "IGNORED").isEmpty());
      database.execute("INSERT INTO item (id) VALUES (-1)");
      task.await("the end", running -> holds(running, "item", "id=-1"));
      List<String> truth = Mirrored.truth(database, "item");
      List<String> control = Mirrored.rows(task.all(), "item");
      assertThat(control).hasSameSizeAs(truth);
      assertThat(control.stream().filter(truth::contains).count())
          .as("control: off")
          .isLessThan(truth.size() / 2);
      assertThat(readOnDemand(task)).isEmpty();
      proof(
          "Rows that no write touches follow an ALTER TABLE",
          "AlteredTablesIT.rowsThatNoWriteTouchesAreWhatSqlSaysAfterSixtyStatementsUnderLoad",
          "60 statements beside writes: the last event of each key is the row as SQL has it",
          "with schema.change.snapshot=off most rows stay what they were");
    }
  }

  @Test
  void whatWasDoneWhileNobodyLookedIsNoticedAtTheNextStart() throws SQLException {
    Set<String> both = Set.of("item", "other");
    assertThat(alteredWhileDown(Optional.empty())).isEqualTo(both);
    try (Mutant mutant =
        Mutant.of(
            "FormWatch.java",
            Map.of("KnownForms.read(offsets.forms())", "KnownForms.read(null)"))) {
      assertThat(alteredWhileDown(Optional.of(mutant)))
          .as("control: nothing is kept")
          .isEqualTo(Set.of("other"));
      proof(
          "A table that is altered while the connector is down is read again",
          "AlteredTablesIT.whatWasDoneWhileNobodyLookedIsNoticedAtTheNextStart",
          "a column added with a default, between two runs",
          "where nothing is kept of a table's form it is not noticed");
    }
  }

  /** The tables read on demand, of one that was altered while nobody ran and one later. */
  private Set<String> alteredWhileDown(Optional<Mutant> mutant) {
    dropSlot();
    database.execute(
        "DROP TABLE IF EXISTS item, other, same",
        "CREATE TABLE item (id bigint PRIMARY KEY, name text)",
        "CREATE TABLE other (id bigint PRIMARY KEY)",
        "CREATE TABLE same (id bigint PRIMARY KEY)",
        "INSERT INTO item SELECT i, 'a' FROM generate_series(1, 30) i",
        "INSERT INTO other SELECT generate_series(1, 30)",
        "INSERT INTO same SELECT generate_series(1, 30)");
    RunningTask.Offsets kept = new RunningTask.Offsets();
    try (RunningTask task = start(kept)) {
      task.await("the snapshot", running -> settled(running, kept));
      awaitForms(task, "");
      task.storeAll();
    }
    database.execute("ALTER TABLE item ADD COLUMN note text DEFAULT 'n'");
    // Killed once it has asked and before that is stored: the next run asks again.
    try (RunningTask task = begun(mutant, kept)) {
      if (mutant.isEmpty()) {
        task.await("a request", running -> !told(running, "REQUESTED").isEmpty());
      }
    }
    try (RunningTask task = begun(mutant, kept)) {
      if (mutant.isEmpty()) {
        task.await(
            "rows",
            running -> holds(running, "item", "id=1,") && readOnDemand(running).size() == 1);
      } else {
        task.await("a look", running -> storedForms(running));
      }
      database.execute("ALTER TABLE other ADD COLUMN note text DEFAULT 'n'");
      awaitTruth(task, "other");
      return readOnDemand(task);
    }
  }

  private RunningTask begun(Optional<Mutant> mutant, RunningTask.Offsets kept) {
    return mutant
        .map(each -> RunningTask.start(each.task(), settings, kept))
        .orElseGet(() -> start(kept));
  }

  private static boolean settled(RunningTask task, RunningTask.Offsets kept) {
    task.storeAll();
    return kept.stored() != null
        && kept.stored().containsKey("wm_end_lsn")
        && !kept.stored().containsKey("wm_snapshot");
  }

  @Test
  void aTableThatWasNotPublishedForAWhileIsReadAgain() {
    database.execute("INSERT INTO item VALUES (1, 'a', 1), (2, 'b', 2)");
    try (RunningTask task = start()) {
      task.await("the snapshot", RunningTask::sawLastRow);
      awaitForms(task, "");
      database.execute("ALTER TABLE item SET UNLOGGED");
      awaitForms(task, "~");
      database.execute("UPDATE item SET name = 'c' WHERE id = 2", "ALTER TABLE item SET LOGGED");
      awaitTruth(task, "item");
      assertThat(told(task, "REQUESTED")).containsExactly("item");
    }
  }

  /** Sixty statements, each in a transaction of its own, beside writes to a part of the rows. */
  private void alterUnderLoad(RunningTask task) throws Exception {
    System.out.printf("AlteredTablesIT: seed %d (repeat: -Dwalmirror.seed=%d)%n", seed, seed);
    task.await("the snapshot", RunningTask::sawLastRow);
    awaitForms(task, "");
    AtomicInteger written = new AtomicInteger();
    AtomicBoolean stopped = new AtomicBoolean();
    Thread load = new Thread(() -> load(written, stopped), "load");
    load.start();
    try (Connection connection = database.connect()) {
      for (int i = 0; i < 60; i++) {
        int before = written.get();
        while (written.get() == before && load.isAlive()) {
          Pause.briefly();
        }
        run(connection, statement(i));
      }
    } finally {
      stopped.set(true);
      load.join();
    }
  }

  private void fill() {
    dropSlot();
    database.execute(
        "DROP TABLE item",
        "CREATE TABLE item (id bigint PRIMARY KEY, name text, price numeric(10,2))",
        "INSERT INTO item SELECT i, 'row', i FROM generate_series(1, 300) i");
  }

  private void dropSlot() {
    database.releaseSlots();
    database.execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
            + " WHERE slot_name = '"
            + settings.get("slot.name")
            + "'");
  }

  private static String statement(int i) {
    String column = "c" + i / 6;
    return switch (i % 6) {
      case 0 -> "ALTER TABLE item ADD COLUMN " + column + " int NOT NULL DEFAULT 7";
      case 1 -> "ALTER TABLE item ALTER COLUMN " + column + " TYPE text USING 'x' || " + column;
      case 2 -> "ALTER TABLE item RENAME COLUMN " + column + " TO " + column + "_";
      case 3 -> "ALTER TABLE item ALTER price TYPE numeric(10,2) USING price + 1";
      case 4 -> "ALTER TABLE item ADD COLUMN n" + i + " text";
      default ->
          i % 12 == 5
              ? "ALTER TABLE item DROP COLUMN " + column + "_"
              : "ALTER TABLE item ALTER COLUMN " + column + "_ TYPE text USING 'y'";
    };
  }

  private void load(AtomicInteger written, AtomicBoolean stopped) {
    Random random = new Random(seed);
    try (Connection connection = database.connect()) {
      while (!stopped.get()) {
        run(connection, "UPDATE item SET price = price + 1 WHERE id = " + (1 + random.nextInt(50)));
        written.incrementAndGet();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void createTables() {
    database.execute(
        "CREATE TYPE mood AS ENUM ('ok', 'sad')",
        "CREATE TYPE hue AS ENUM ('ok', 'blue')",
        "CREATE TYPE pair AS (a int, b int)");
    Stream.concat(TELLING.keySet().stream(), SILENT.keySet().stream())
        .map(table -> table.equals("called") ? "once" : table)
        .filter(table -> !table.equals("parted"))
        .forEach(
            table ->
                database.execute("CREATE TABLE " + table + " (id int PRIMARY KEY, n int, s text)"));
    database.execute(
        "ALTER TABLE labelled ADD m mood DEFAULT 'ok'",
        "ALTER TABLE extended ADD m hue DEFAULT 'ok'",
        "ALTER TABLE paired ADD p pair DEFAULT '(1,2)'",
        "ALTER TABLE lengthened ADD w varchar(10) DEFAULT 'w'",
        "ALTER TABLE widened ADD net cidr DEFAULT '10.0.0.1/32'",
        "CREATE TABLE parted (id int PRIMARY KEY, n int, s text) PARTITION BY RANGE (id)",
        "CREATE TABLE parted_a PARTITION OF parted FOR VALUES FROM (1) TO (20)",
        "CREATE TABLE parted_b PARTITION OF parted FOR VALUES FROM (20) TO (1000)");
    Stream.concat(TELLING.keySet().stream(), SILENT.keySet().stream())
        .map(table -> table.equals("called") ? "once" : table)
        .forEach(
            table ->
                database.execute(
                    "INSERT INTO "
                        + table
                        + " (id, n, s) SELECT i, i, 's' FROM generate_series(1, "
                        + ROWS
                        + ") i"));
  }

  private void awaitTruth(RunningTask task, String table) {
    List<String> truth = Mirrored.truth(database, table);
    task.await(
        table + " as SQL has it",
        running -> {
          running.storeAll();
          return Mirrored.rows(running.all(), table).equals(truth);
        });
  }

  private static boolean holds(RunningTask task, String table, String row) {
    return Mirrored.rows(task.all(), table).stream().anyMatch(each -> each.contains(row));
  }

  /** Waits until it is said what tables are like, and that has this in it. */
  private static void awaitForms(RunningTask task, String text) {
    task.await(
        "forms",
        running ->
            running.all().stream()
                .map(record -> record.sourceOffset().get("wm_forms"))
                .anyMatch(forms -> forms != null && forms.toString().contains(text)));
  }

  private static boolean storedForms(RunningTask task) {
    return task.all().stream().anyMatch(record -> record.sourceOffset().containsKey("wm_forms"));
  }

  /** The tables of which rows came while changes were streamed. */
  private static Set<String> readOnDemand(RunningTask task) {
    return Event.of(task.data()).stream()
        .filter(event -> event.isOp("r"))
        .filter(event -> event.source().getString("snapshot").equals("incremental"))
        .map(event -> event.source().getString("table"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The tables of which it was told that they were altered. */
  private static Set<String> told(RunningTask task, String type) {
    return notices(task, type).stream()
        .filter(notice -> notice.getString("aggregate_type").equals("Schema Change"))
        .map(notice -> notice.<String, String>getMap("additional_data").get("data_collections"))
        .map(name -> name.substring(name.indexOf('.') + 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long requests(RunningTask task) {
    return notices(task, "STARTED").stream()
        .filter(notice -> notice.getString("id").startsWith("schema-change-"))
        .count();
  }

  private static List<Struct> notices(RunningTask task, String type) {
    List<Struct> notices = new ArrayList<>();
    task.all().stream()
        .filter(record -> record.topic().equals(NOTICES))
        .map(record -> (Struct) record.value())
        .filter(notice -> notice.getString("type").equals(type))
        .forEach(notices::add);
    return notices;
  }
}
