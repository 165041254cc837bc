package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Enums; what a value is and in which order the labels stand is asked of the database. */
class EnumScenariosIT extends TypeScenarios {

  @BeforeEach
  void createEnum() {
    database.execute(
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'with ''quote'', \"and\" {ß}', '')",
        "CREATE TABLE person (id int PRIMARY KEY, m mood, n mood NOT NULL)",
        "ALTER TABLE person REPLICA IDENTITY FULL");
  }

  @Test
  @Covers(26)
  void labelsAreWhatPostgresPrintsAndStandInTheOrderOfTheCatalog() {
    database.execute("ALTER TYPE mood ADD VALUE 'early' BEFORE 'sad'");
    startBoth();
    int rows = 200;
    for (int i = 0; i < rows; i += 50) {
      database.execute(
          "INSERT INTO person SELECT g, CASE WHEN g % 7 > 0 THEN l[1 + "
              + random.nextInt(97)
              + " * g % 5] END, l[1 + g % 5] FROM generate_series("
              + i
              + ", "
              + (i + 49)
              + ") g, (SELECT enum_range(NULL::mood) l) all_labels");
    }
    List<List<String>> inserted = database.rows("SELECT m::text, n::text FROM person ORDER BY id");
    database.execute("UPDATE person SET m = n");

    List<Event> events = await(2 * rows);
    Schema schema = events.get(0).after().schema().field("m").schema();
    assertThat(schema.name()).isEqualTo("io.debezium.data.Enum");
    assertThat(schema.version()).isEqualTo(1);
    assertThat(schema.isOptional()).isTrue();
    assertThat(events.get(0).after().schema().field("n").schema().isOptional()).isFalse();
    assertThat(schema.parameters()).containsOnly(Map.entry("allowed", labels()));
    for (int i = 0; i < rows; i++) {
      List<String> row = inserted.get(i);
      assertThat(values(events.get(i).after())).as("seed %d", seed).isEqualTo(row);
      assertThat(values(events.get(rows + i).before())).as("seed %d", seed).isEqualTo(row);
      assertThat(values(events.get(rows + i).after()))
          .as("seed %d", seed)
          .containsExactly(row.get(1), row.get(1));
    }
    proof(
        "Enums arrive as PostgreSQL prints them, in binary and in text form",
        "EnumScenariosIT",
        rows + " rows inserted and updated, against ::text and enumsortorder",
        "labels in the order they were added: another list");
    assertThat(labels())
        .as("the order is not the one of creation")
        .isNotEqualTo(
            database.value("SELECT string_agg(enumlabel, ',' ORDER BY oid) FROM pg_enum"));
  }

  @Test
  @Covers(26)
  void aLabelAddedInTheMiddleOfTheStreamIsAskedForWithItsFirstValue() {
    startBoth();
    database.execute("INSERT INTO person VALUES (1, 'sad', 'ok')");
    await(1);
    String before = labels();
    database.execute(
        "ALTER TYPE mood ADD VALUE 'so-so' BEFORE 'ok'",
        "INSERT INTO person VALUES (2, 'ok', 'ok')");
    await(2);
    database.execute("UPDATE person SET m = 'so-so' WHERE id = 2");

    List<Event> events = await(3);
    assertThat(allowed(events.get(0))).isEqualTo(before);
    assertThat(allowed(events.get(2))).isEqualTo(labels()).isNotEqualTo(before);
    assertThat(events.get(2).before().get("m")).isEqualTo("ok");
    assertThat(events.get(2).after().get("m")).isEqualTo("so-so");
  }

  @Test
  void aLabelThatTheCatalogHasNoMoreIsBelieved() {
    startBoth();
    database.execute("INSERT INTO person VALUES (1, 'sad', 'ok')");
    await(1);
    // Each is decoded with the labels of its time, long after which the catalog is asked.
    database.execute(
        "BEGIN; ALTER TYPE mood RENAME VALUE 'ok' TO 'first';"
            + " INSERT INTO person VALUES (2, 'first', 'first');"
            + " ALTER TYPE mood RENAME VALUE 'first' TO 'second';"
            + " INSERT INTO person VALUES (3, 'second', 'second');"
            + " UPDATE person SET m = 'sad'; DELETE FROM person WHERE id = 2; COMMIT");

    // Two inserts, three updates, a delete and its tombstone.
    for (List<Event> events : awaitEach(1 + 2 + 3 + 2)) {
      assertThat(events).hasSize(1 + 2 + 3 + 2);
      List<Object> moods = new ArrayList<>();
      for (Event event : events) {
        if (!event.isTombstone() && event.after() != null) {
          moods.add(event.after().get("n"));
          assertThat(allowed(event).split(",", -1)).contains(event.after().getString("n"));
        }
      }
      assertThat(moods).containsExactly("ok", "first", "second", "second", "second", "second");
    }
  }

  private String labels() {
    return database.rows("SELECT unnest(enum_range(NULL::mood))::text").stream()
        .map(row -> row.get(0))
        .collect(Collectors.joining(","));
  }

  private static String allowed(Event event) {
    return event.after().schema().field("m").schema().parameters().get("allowed");
  }

  private static List<String> values(Struct row) {
    return Arrays.asList(row.getString("m"), row.getString("n"));
  }
}
