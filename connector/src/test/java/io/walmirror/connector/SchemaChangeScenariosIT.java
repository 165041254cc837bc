package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables that change while nobody reads: the task starts when all is done, so that the catalog
 * speaks of the last shape throughout, and each event must still have the shape of its own time.
 */
class SchemaChangeScenariosIT extends Scenarios {

  @Test
  @Covers(9)
  void eachEventHasTheColumnsOfItsTime() {
    createSlot();
    database.execute(
        "INSERT INTO item VALUES (1, 'a', 1)",
        "ALTER TABLE item ADD COLUMN note text NOT NULL DEFAULT 'd'",
        "UPDATE item SET name = 'b'",
        "ALTER TABLE item RENAME COLUMN note TO remark",
        "UPDATE item SET name = 'c'",
        "ALTER TABLE item DROP COLUMN price, ALTER COLUMN name TYPE varchar(5)",
        "UPDATE item SET name = 'd'",
        "ALTER TABLE item ALTER COLUMN id TYPE integer",
        "UPDATE item SET name = 'e'");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(5));

      assertThat(events)
          .extracting(SchemaChangeScenariosIT::columns)
          .containsExactly(
              List.of("id", "name", "price"),
              List.of("id", "name", "price", "note"),
              List.of("id", "name", "price", "remark"),
              List.of("id", "name", "remark"),
              List.of("id", "name", "remark"));
      assertThat(events)
          .extracting(event -> event.after().getString("name"))
          .containsExactly("a", "b", "c", "d", "e");
      assertThat(events.get(1).after().getString("note")).isEqualTo("d");
      assertThat(events)
          .extracting(event -> event.after().schema().field("id").schema().type())
          .containsExactly(
              Schema.Type.INT64,
              Schema.Type.INT64,
              Schema.Type.INT64,
              Schema.Type.INT64,
              Schema.Type.INT32);
      // The catalog calls the last column NOT NULL, which it says of a table with other columns.
      assertThat(isOptional(events.get(2), "remark")).isTrue();
      assertThat(isOptional(events.get(4), "remark")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  @Covers({3, 9})
  void valuesOfATypeThatIsGoneArriveAsPostgresPrintsThem(String binary) {
    settings.put("binary", binary);
    database.execute(
        "CREATE TYPE mood AS ENUM ('sad', 'very happy')",
        "CREATE DOMAIN count AS int",
        "CREATE TYPE pair AS (x int, m mood)",
        "CREATE TABLE gone (m mood PRIMARY KEY, c count, p pair, a mood[], r numrange)");
    createSlot();
    database.execute(
        "INSERT INTO item VALUES (1, 'before', 1)",
        "INSERT INTO gone VALUES ('very happy', 7, (1, 'sad'), '{sad,NULL}', '[1,2)')",
        "DELETE FROM gone",
        "DROP TABLE gone",
        "DROP TYPE pair",
        "DROP TYPE mood",
        "DROP DOMAIN count",
        "INSERT INTO item VALUES (2, 'after', 1)");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(5));

      assertThat(events.get(0).after().getString("name")).isEqualTo("before");
      Struct row = events.get(1).after();
      assertThat(row.schema().fields().stream().map(field -> row.get(field)).toList())
          .containsExactly("very happy", "7", "(1,sad)", "{sad,NULL}", "[1,2)");
      assertThat(events.get(1).key().getString("m")).isEqualTo("very happy");
      assertThat(events.get(2).key().getString("m")).isEqualTo("very happy");
      assertThat(events.get(4).after().getString("name")).isEqualTo("after");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"placeholder", "omit"})
  @Covers(34)
  void aLargeValueThatDidNotChangeIsNotThereInTheNewShapeEither(String mode) {
    settings.put("unavailable.value.mode", mode);
    database.execute("ALTER TABLE item ALTER name SET STORAGE EXTERNAL");
    createSlot();
    database.execute(
        "INSERT INTO item VALUES (1, repeat('x', 9000), 1)",
        "ALTER TABLE item ADD COLUMN note text DEFAULT 'n'",
        "UPDATE item SET price = 2",
        "ALTER TABLE item RENAME COLUMN name TO title",
        "UPDATE item SET note = 'o'",
        "ALTER TABLE item DROP COLUMN price, ALTER COLUMN id TYPE int",
        "UPDATE item SET note = 'p'");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(4));
      Object stand = mode.equals("omit") ? null : "__debezium_unavailable_value";
      assertThat(columns(events.get(1))).containsExactly("id", "name", "price", "note");
      assertThat(events.get(1).after().get("name")).isEqualTo(stand);
      assertThat(events.get(1).after().get("note")).isEqualTo("n");
      assertThat(events.get(1).header("walmirror.unchanged")).isEqualTo("u+name");
      assertThat(columns(events.get(2))).containsExactly("id", "title", "price", "note");
      assertThat(events.get(2).after().get("title")).isEqualTo(stand);
      assertThat(events.get(2).header("walmirror.unchanged")).isEqualTo("u+title");
      assertThat(columns(events.get(3))).containsExactly("id", "title", "note");
      assertThat(events.get(3).after().get("title")).isEqualTo(stand);
      assertThat(events.get(3).after().get("note")).isEqualTo("p");
    }
  }

  @Test
  @Covers({9, 11})
  void aDefaultHoldsForTheShapeThatHasIt() {
    createSlot();
    settings.put("column.defaults", "all");
    database.execute(
        "INSERT INTO item VALUES (1, NULL, 1)",
        "ALTER TABLE item ADD COLUMN note text DEFAULT 'n', ADD COLUMN at date DEFAULT now()",
        "INSERT INTO item (id, note) VALUES (2, NULL)",
        "ALTER TABLE item ALTER COLUMN note SET DEFAULT 'other'",
        "INSERT INTO item (id) VALUES (3)");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(3));
      assertThat(columns(events.get(0))).containsExactly("id", "name", "price");
      // The catalog is asked when the stream comes there, and knows the last default alone.
      for (Event event : events.subList(1, 3)) {
        Schema row = event.after().schema();
        assertThat(row.field("note").schema().defaultValue()).isEqualTo("other");
        assertThat(row.field("at").schema().defaultValue()).isEqualTo(0);
      }
      assertThat(events.get(1).after().getWithoutDefault("note")).isNull();
      assertThat(events.get(2).after().getWithoutDefault("note")).isEqualTo("other");
      database.execute(
          "ALTER TABLE item ALTER COLUMN note DROP DEFAULT", "INSERT INTO item (id) VALUES (4)");
      Event last = Event.of(task.await(4)).get(3);
      assertThat(last.after().schema().field("note").schema().defaultValue()).isNull();
    }
  }

  @Test
  @Covers(9)
  void aColumnThatBecameRequiredLaterTakesTheNullsOfBefore() {
    createSlot();
    database.execute(
        "INSERT INTO item VALUES (1, NULL, 1)",
        "UPDATE item SET name = 'a'",
        "ALTER TABLE item ALTER COLUMN name SET NOT NULL",
        "INSERT INTO item VALUES (2, 'b', 1)",
        "ALTER TABLE item ALTER COLUMN price SET NOT NULL, ALTER COLUMN price SET DEFAULT 5",
        "INSERT INTO item (id, name) VALUES (3, 'c')");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(4));

      assertThat(events)
          .extracting(event -> event.after().get("name"))
          .containsExactly(null, "a", "b", "c");
      assertThat(isOptional(events.get(0), "name")).isTrue();
      assertThat(isOptional(events.get(3), "name")).isFalse();
      assertThat(events.get(3).after().get("price")).hasToString("5.00");
    }
  }

  @Test
  @Covers({9, 16})
  void aChangedPrimaryKeyHoldsFromItsChangeOnInItsOwnOrder() {
    database.execute("CREATE TABLE part (a int, b int, c int, PRIMARY KEY (b, a))");
    createSlot();
    database.execute(
        "INSERT INTO part VALUES (1, 2, 3)",
        "ALTER TABLE part ADD COLUMN d int",
        "UPDATE part SET c = 4",
        "ALTER TABLE part RENAME COLUMN d TO e",
        "UPDATE part SET c = 5",
        "ALTER TABLE part DROP CONSTRAINT part_pkey",
        "ALTER TABLE part ADD PRIMARY KEY (c, a, b)",
        "DELETE FROM part");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(5));

      assertThat(events)
          .extracting(event -> event.key().schema().fields().stream().map(Field::name).toList())
          .containsExactly(
              // What the catalog says now is of another key; the identity tells its columns alone.
              List.of("a", "b"),
              List.of("a", "b"),
              List.of("a", "b"),
              List.of("c", "a", "b"),
              List.of("c", "a", "b"));
    }
  }

  @Test
  @Covers(16)
  void theOrderOfThePrimaryKeyStaysWhenColumnsChange() {
    database.execute("CREATE TABLE part (a int, b int, c int, PRIMARY KEY (b, a))");
    try (RunningTask task = start()) {
      for (String change :
          List.of(
              "ADD COLUMN d int", "RENAME COLUMN c TO x", "DROP COLUMN x", "ADD COLUMN c int")) {
        database.execute("INSERT INTO part (a, b) VALUES (1, 2)", "DELETE FROM part");
        database.execute("ALTER TABLE part " + change);
      }
      assertThat(Event.of(task.await(12)))
          .extracting(event -> event.key().schema().fields().stream().map(Field::name).toList())
          .containsOnly(List.of("b", "a"));
    }
  }

  @Test
  @Covers(9)
  void aTableThatIsDroppedAndCreatedAgainInOneTransactionIsAnother() {
    createSlot();
    database.execute(
        "INSERT INTO item VALUES (1, 'a', 1)",
        "BEGIN; INSERT INTO item VALUES (2, 'b', 2); DROP TABLE item;"
            + " CREATE TABLE item (name int, id text PRIMARY KEY);"
            + " INSERT INTO item VALUES (3, 'c'); ALTER TABLE item ADD COLUMN more boolean;"
            + " INSERT INTO item VALUES (4, 'd', true); COMMIT",
        "DELETE FROM item WHERE id = 'c'");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(6));

      assertThat(events).extracting(Event::topic).containsOnly("t.public.item");
      assertThat(events.subList(0, 4))
          .extracting(SchemaChangeScenariosIT::columns)
          .containsExactly(
              List.of("id", "name", "price"),
              List.of("id", "name", "price"),
              List.of("name", "id"),
              List.of("name", "id", "more"));
      assertThat(events)
          .extracting(event -> event.key().get("id"))
          .containsExactly(1L, 2L, "c", "d", "c", "c");
      assertThat(events.get(3).after().getBoolean("more")).isTrue();
    }
  }

  @Test
  void aPublicationsColumnListAndRowFilterAreWhatIsSeen() {
    assumeTrue(Integer.parseInt(version) >= 15, "column lists and row filters came with 15");
    database.execute(
        "CREATE PUBLICATION "
            + database.publication()
            + " FOR TABLE item (id, price) WHERE (id < 100)",
        "SELECT pg_create_logical_replication_slot(current_database()::name, 'pgoutput')");
    settings.put("publication.autocreate.mode", "disabled");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'unseen', 1), (200, 'unseen', 2)",
          "UPDATE item SET id = 300 WHERE id = 1",
          "UPDATE item SET id = 5, price = 7 WHERE id = 200",
          "ALTER PUBLICATION " + database.publication() + " SET TABLE item (id, name)",
          "UPDATE item SET name = 'seen' WHERE id = 5",
          "DELETE FROM item");
      List<Event> events = Event.of(task.await(9));

      // A row that leaves the filter is deleted, one that enters it is inserted.
      assertThat(events)
          .extracting(Event::op)
          .containsExactly("c", "d", "-", "c", "u", "d", "-", "d", "-");
      assertThat(columns(events.get(0))).containsExactly("id", "price");
      assertThat(events.get(3).after().get("price")).hasToString("7.00");
      assertThat(columns(events.get(4))).containsExactly("id", "name");
      assertThat(events.get(4).after().getString("name")).isEqualTo("seen");
    }
  }

  @Test
  void aRowThatAnUpdateBringsIntoARowFilterComesWithItsLargeValues() {
    assumeTrue(Integer.parseInt(version) >= 15, "row filters came with 15");
    database.execute(
        "CREATE TABLE doc (id int PRIMARY KEY, active bool NOT NULL, body text)",
        "ALTER TABLE doc ALTER body SET STORAGE EXTERNAL",
        "CREATE UNIQUE INDEX doc_seen ON doc (id, active)",
        "ALTER TABLE doc REPLICA IDENTITY USING INDEX doc_seen",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE doc WHERE (active)",
        "SELECT pg_create_logical_replication_slot(current_database()::name, 'pgoutput')");
    settings.put("publication.autocreate.mode", "disabled");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO doc VALUES (1, false, repeat('x', 9000))", "UPDATE doc SET active = true");
      Event entered = Event.of(task.await(1)).get(0);

      assertThat(entered.op()).isEqualTo("c");
      assertThat(entered.header("walmirror.unchanged")).isNull();
      assertThat(entered.after().getString("body")).hasSize(9000);
    }
  }

  private static List<String> columns(Event event) {
    return event.after().schema().fields().stream().map(Field::name).toList();
  }

  private static boolean isOptional(Event event, String column) {
    return event.after().schema().field(column).schema().isOptional();
  }
}
