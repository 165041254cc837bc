package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.HeaderNames;
import java.math.BigDecimal;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inserts, updates and what becomes of names, keys and large values. */
class StreamingScenariosIT extends Scenarios {

  @Test
  @Covers(5)
  void quotedAndMultiByteNamesAreKeptAndTopicsSanitized() {
    database.execute(
        "CREATE SCHEMA \"Quoted Schema\"",
        "CREATE TABLE \"Quoted Schema\".\"Büro \"\"x\"\"\" (\"Id No\" int PRIMARY KEY, \"größe 長さ\" text)");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO \"Quoted Schema\".\"Büro \"\"x\"\"\" VALUES (1, 'ü')",
          "UPDATE \"Quoted Schema\".\"Büro \"\"x\"\"\" SET \"größe 長さ\" = '長'");
      List<Event> events = Event.of(task.await(2));

      assertThat(events).extracting(Event::topic).containsOnly("t.Quoted_Schema.B_ro__x_");
      assertThat(events).extracting(event -> event.key().getInt32("Id No")).containsOnly(1);
      assertThat(events)
          .extracting(event -> event.after().getString("größe 長さ"))
          .containsExactly("ü", "長");
      assertThat(events.get(0).source().getString("schema")).isEqualTo("Quoted Schema");
      assertThat(events.get(0).source().getString("table")).isEqualTo("Büro \"x\"");
    }
  }

  @Test
  @Covers(5)
  void aColumnWhoseNameIsItselfQuotedStreams() {
    database.execute("CREATE TABLE odd (id int PRIMARY KEY, \"\"\"inner\"\"\" text, \"\"\"\" int)");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO odd VALUES (1, 'a', 7)");
      Struct row = Event.of(task.await(1)).get(0).after();

      assertThat(row.getString("\"inner\"")).isEqualTo("a");
      assertThat(row.getInt32("\"")).isEqualTo(7);
    }
  }

  @Test
  @Covers(6)
  void aTableThatIsCreatedAfterTheStartIsCaptured() {
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 1)",
          "CREATE TABLE later (id bigint PRIMARY KEY, note text)",
          "INSERT INTO later VALUES (5, 'n')");
      List<Event> events = Event.of(task.await(2));

      assertThat(events)
          .extracting(Event::topic)
          .containsExactly("t.public.item", "t.public.later");
      assertThat(events.get(1).after().getString("note")).isEqualTo("n");
      assertThat(events.get(1).id()).isEqualTo(5);
    }
  }

  @Test
  @Covers(7)
  void aRenamedTableGoesOnInATopicOfItsNewName() {
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 1)",
          "ALTER TABLE item RENAME TO article",
          "INSERT INTO article VALUES (2, 'b', 2)",
          "UPDATE article SET name = 'c' WHERE id = 1");
      List<Event> events = Event.of(task.await(3));

      assertThat(events)
          .extracting(Event::topic)
          .containsExactly("t.public.item", "t.public.article", "t.public.article");
      assertThat(events.get(1).record().keySchema().name()).isEqualTo("t.public.article.Key");
      assertThat(events.get(2).source().getString("table")).isEqualTo("article");
    }
  }

  @Test
  @Covers(8)
  void theRowBeforeAnUpdateIsThereWithFullIdentityAlone() {
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 1.50)",
          "UPDATE item SET name = 'b'",
          "ALTER TABLE item REPLICA IDENTITY FULL",
          "UPDATE item SET name = 'c', price = NULL");
      List<Event> events = Event.of(task.await(3));

      assertThat(events).extracting(Event::op).containsExactly("c", "u", "u");
      assertThat(events.get(1).before()).isNull();
      assertThat(events.get(2).before().getString("name")).isEqualTo("b");
      assertThat(events.get(2).before().get("price")).isEqualTo(new BigDecimal("1.50"));
      assertThat(events.get(2).after().get("price")).isNull();
      assertThat(row(1)).containsExactly("1", events.get(2).after().getString("name"), null);
    }
  }

  @Test
  @Covers(10)
  void aMovedKeyWithoutTombstonesIsADeleteAndACreate() {
    settings.put("tombstones.on.delete", "false");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)", "UPDATE item SET id = 2, name = 'b'");
      List<Event> events = Event.of(task.await(3));

      assertThat(events).extracting(Event::op).containsExactly("c", "d", "c");
      assertThat(events).extracting(Event::id).containsExactly(1L, 1L, 2L);
      assertThat(events.subList(1, 3))
          .extracting(event -> event.position().part())
          .containsExactly(0, 2);
      assertThat(((Struct) events.get(1).header(HeaderNames.NEW_KEY)).getInt64("id")).isEqualTo(2);
      assertThat(((Struct) events.get(2).header(HeaderNames.OLD_KEY)).getInt64("id")).isEqualTo(1);
      assertThat(events.get(1).after()).isNull();
      assertThat(events.get(2).after().getString("name")).isEqualTo(row(2).get(1));
    }
  }

  @Test
  @Covers(12)
  void changedLengthsAndScalesShowInTheSchema() {
    database.execute("CREATE TABLE sized (id int PRIMARY KEY, n numeric(3,1), v varchar(3))");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO sized VALUES (1, 10.1, 'abc')",
          "ALTER TABLE sized ALTER n TYPE numeric(6,2), ALTER v TYPE varchar(30)",
          "INSERT INTO sized VALUES (2, 1000.25, 'longer than three')",
          "ALTER TABLE sized ALTER n TYPE numeric, ALTER v TYPE text",
          "INSERT INTO sized VALUES (3, 1.125, 'x')");
      List<Event> events = Event.of(task.await(3));

      assertThat(numeric(events.get(0)).parameters())
          .containsEntry("scale", "1")
          .containsEntry("connect.decimal.precision", "3");
      assertThat(numeric(events.get(1)).parameters())
          .containsEntry("scale", "2")
          .containsEntry("connect.decimal.precision", "6");
      assertThat(numeric(events.get(2)).name()).isEqualTo("io.debezium.data.VariableScaleDecimal");
      assertThat(events.get(1).after().get("n")).isEqualTo(new BigDecimal("1000.25"));
      assertThat(events.get(1).after().getString("v")).isEqualTo("longer than three");
    }
  }

  private static Schema numeric(Event event) {
    return event.after().schema().field("n").schema();
  }

  @Test
  @Covers(14)
  void insertsDoNotDependOnTheReplicaIdentity() {
    database.execute("CREATE UNIQUE INDEX by_code ON item (id)");
    try (RunningTask task = start()) {
      int id = 0;
      for (String identity : List.of("DEFAULT", "FULL", "NOTHING", "USING INDEX by_code")) {
        database.execute(
            "ALTER TABLE item REPLICA IDENTITY " + identity,
            "INSERT INTO item VALUES (" + ++id + ", 'a', 1)");
      }
      database.execute(
          "ALTER TABLE item REPLICA IDENTITY FULL",
          "ALTER TABLE item ADD COLUMN more int, DROP COLUMN price",
          "INSERT INTO item VALUES (5, 'a', 9)");
      List<Event> events = Event.of(task.await(5));

      assertThat(events).extracting(Event::op).containsOnly("c");
      assertThat(events).extracting(Event::id).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(events).extracting(Event::before).containsOnlyNulls();
      assertThat(events.get(4).after().getInt32("more")).isEqualTo(9);
      assertThat(events.get(4).after().schema().field("price")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEFAULT", "FULL"})
  @Covers(14)
  void aTableThatWasAlteredSinceKeepsItsKey(String identity) {
    database.execute("ALTER TABLE item REPLICA IDENTITY " + identity);
    createSlot();
    database.execute(
        "INSERT INTO item VALUES (1, 'a', 1)",
        "DELETE FROM item",
        "ALTER TABLE item ADD COLUMN more int",
        "INSERT INTO item VALUES (1, 'b', 1, 9)");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(4));

      assertThat(events).extracting(Event::op).containsExactly("c", "d", "-", "c");
      // Equal with its schema: else the same row has other key bytes, and another partition.
      assertThat(events).extracting(Event::key).containsOnly(events.get(3).key());
    }
  }

  @Test
  @Covers(14)
  void aPrimaryKeyThatWasChangedSinceNamesNoEarlierRow() {
    createSlot();
    database.execute(
        "CREATE TABLE pair (a int NOT NULL, b int NOT NULL, c text, PRIMARY KEY (b, a))",
        "INSERT INTO pair VALUES (1, 2, 'x')",
        "DELETE FROM pair",
        "ALTER TABLE pair DROP CONSTRAINT pair_pkey, ADD COLUMN id serial PRIMARY KEY",
        "ALTER TABLE pair DROP COLUMN c, ADD COLUMN c text",
        "INSERT INTO pair VALUES (3, 4, 7)");
    try (RunningTask task = start()) {
      List<Event> events = Event.of(task.await(4));

      assertThat(events).extracting(Event::op).containsExactly("c", "d", "-", "c");
      assertThat(events.get(1).key()).isEqualTo(events.get(0).key());
      assertThat(events.get(1).key().getInt32("a")).isEqualTo(1);
      assertThat(events.get(1).key().getInt32("b")).isEqualTo(2);
      assertThat(events.get(3).key().getInt32("id")).isEqualTo(7);
    }
  }

  @Test
  @Covers(14)
  void aGeneratedColumnInThePrimaryKeyStopsNothing() {
    database.execute(
        "CREATE TABLE made (id int, twice int GENERATED ALWAYS AS (id * 2) STORED, note text,"
            + " PRIMARY KEY (twice, id))");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO made VALUES (1, DEFAULT, 'a')");
      Event event = Event.of(task.await(1)).get(0);

      assertThat(event.key().getInt32("id")).isEqualTo(1);
      assertThat(event.after().schema().field("twice")).isNull();
    }
  }

  @Test
  @Covers(15)
  void aTableWithoutAnyKeyHasEventsWithoutKeyAndNoTombstones() {
    database.execute(
        "CREATE TABLE log (line text, level int)", "ALTER TABLE log REPLICA IDENTITY FULL");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO log VALUES ('a', 1), ('a', 1)",
          "UPDATE log SET level = 2",
          "DELETE FROM log");
      List<Event> events = Event.of(task.await(6));

      assertThat(events).extracting(Event::op).containsExactly("c", "c", "u", "u", "d", "d");
      assertThat(events).extracting(Event::key).containsOnlyNulls();
      assertThat(events).extracting(Event::position).isSorted().doesNotHaveDuplicates();
      assertThat(events.get(4).before().getInt32("level")).isEqualTo(2);
    }
  }

  @Test
  @Covers(15)
  void aTableWithoutPrimaryKeyIsKeyedByAUniqueIndexThatAllowsNoNull() {
    database.execute(
        "CREATE TABLE member (team int NOT NULL, person text NOT NULL, nick text UNIQUE)",
        "CREATE UNIQUE INDEX z_person ON member (person, team)",
        "ALTER TABLE member REPLICA IDENTITY USING INDEX z_person");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO member VALUES (1, 'ann', NULL)", "DELETE FROM member");
      List<Event> events = Event.of(task.await(3));

      assertThat(events).extracting(Event::op).containsExactly("c", "d", "-");
      assertThat(events)
          .extracting(event -> event.key().getString("person") + event.key().getInt32("team"))
          .containsOnly("ann1");
      assertThat(events.get(0).key().schema().fields()).hasSize(2);
    }
  }

  @Test
  @Covers(15)
  void aUniqueIndexThatAllowsNullOrCoversSomeRowsIsNoKey() {
    database.execute(
        "CREATE TABLE loose (a int UNIQUE, b int NOT NULL, c text)",
        "CREATE UNIQUE INDEX part ON loose (b) WHERE c IS NOT NULL",
        "CREATE TABLE strict (a int UNIQUE, b int NOT NULL UNIQUE, c text)");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO loose VALUES (1, 2, 'x')", "INSERT INTO strict VALUES (1, 2, 'x')");
      List<Event> events = Event.of(task.await(2));

      assertThat(events.get(0).key()).isNull();
      assertThat(events.get(1).key().getInt32("b")).isEqualTo(2);
      assertThat(events.get(1).key().schema().fields()).hasSize(1);
    }
  }

  @Test
  @Covers({29, 31})
  void aLargeValueThatDidNotChangeIsWholeWithFullIdentityAndElseAPlaceholder() {
    database.execute("ALTER TABLE item ALTER name SET STORAGE EXTERNAL");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item SELECT 1, string_agg(md5(g::text), ''), 1 FROM generate_series(1,200) g",
          "UPDATE item SET price = 2",
          "ALTER TABLE item REPLICA IDENTITY FULL",
          "UPDATE item SET price = 3");
      List<Event> events = Event.of(task.await(3));

      assertThat(events.get(1).after().getString("name")).isEqualTo("__debezium_unavailable_value");
      assertThat(events.get(1).header(HeaderNames.UNCHANGED)).isEqualTo("u+name");
      assertThat(events.get(2).after().getString("name")).isEqualTo(row(1).get(1)).hasSize(6400);
      assertThat(events.get(2).header(HeaderNames.UNCHANGED)).isNull();
      proof(
          "With REPLICA IDENTITY FULL a large value that did not change arrives whole",
          "StreamingScenariosIT.aLargeValueThatDidNotChangeIsWholeWithFullIdentityAndElseAPlaceholder",
          "an update beside a value of 6,400 bytes in TOAST",
          "with the default identity the same update has the placeholder");
    }
  }
}
