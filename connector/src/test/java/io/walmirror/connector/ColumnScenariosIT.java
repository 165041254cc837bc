package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns that are left out, hidden, or make the key. */
class ColumnScenariosIT extends Scenarios {

  @Test
  @Covers(76)
  void columnsAreIncludedByTheirWholeNamesInAnyCase() {
    database.execute("CREATE TABLE \"my_item\" (id int PRIMARY KEY, name text, \"Name\" text)");
    settings.put("column.include.list", " Public\\.Item\\.(price|NAME) , public\\.my.item\\.id");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 2)", "INSERT INTO my_item VALUES (7, 'b', 'c')");
      List<Event> events = Event.of(task.await(2));

      assertThat(columns(events.get(0).after())).containsExactly("name", "price");
      assertThat(events.get(0).key().getInt64("id")).isEqualTo(1);
      assertThat(columns(events.get(1).after())).containsExactly("id");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  @Covers(76)
  void excludedColumnsAreInNoEventWhateverHappensToTheRow(String binary) {
    settings.put("binary", binary);
    settings.put("column.exclude.list", "public\\.item\\.(id|name|shape)");
    database.execute(
        "ALTER TABLE item ADD COLUMN shape box, ADD COLUMN n int", // Nothing reads the box.
        "ALTER TABLE item REPLICA IDENTITY FULL");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 2, '((1,1),(0,0))', 5)",
          "UPDATE item SET n = 6",
          "UPDATE item SET id = 2",
          "DELETE FROM item");
      List<Event> events = Event.of(task.await(7));

      assertThat(events).extracting(Event::op).containsExactly("c", "u", "d", "-", "c", "d", "-");
      assertThat(events).extracting(Event::id).containsExactly(1L, 1L, 1L, 1L, 2L, 2L, 2L);
      assertThat(columns(events.get(1).after())).containsExactly("price", "n");
      assertThat(events.get(1).before().getInt32("n")).isEqualTo(5);
      assertThat(events.get(4).after().getInt32("n")).isEqualTo(6);
    }
  }

  @Test
  @Covers(11)
  void aDefaultIsInTheSchemaAndANullStaysANull() {
    database.execute(
        "ALTER TABLE item ALTER name SET DEFAULT 'new', ADD COLUMN n int NOT NULL DEFAULT 7",
        "ALTER TABLE item REPLICA IDENTITY FULL");
    settings.put("message.key.columns", "public.item:name,n");
    settings.put("skip.messages.without.change", "true");
    settings.put("column.defaults", "all");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item (id, name) VALUES (1, NULL)",
          "UPDATE item SET name = NULL",
          "UPDATE item SET name = 'new'");
      List<Event> events = Event.of(task.await(4));

      assertThat(events).extracting(Event::op).containsExactly("c", "d", "-", "c");
      Struct inserted = events.get(0).after();
      assertThat(inserted.schema().field("name").schema().defaultValue()).isEqualTo("new");
      assertThat(inserted.schema().field("n").schema().defaultValue()).isEqualTo(7);
      assertThat(inserted.schema().field("id").schema().defaultValue()).isNull();
      assertThat(inserted.getWithoutDefault("name")).isNull();
      assertThat(events.get(0).key().getWithoutDefault("name")).isNull();
      assertThat(events.get(0).key().schema().field("name").schema().defaultValue())
          .isEqualTo("new");
      assertThat(events.get(1).before().getWithoutDefault("name")).isNull();
      assertThat(events.get(3).after().getWithoutDefault("name")).isEqualTo("new");
      assertThat(inserted.get("name")).as("control: what a plain get makes of it").isEqualTo("new");
    }
  }

  @Test
  @Covers({11, 17})
  void onlyWhatIsNeverNullHasItsDefaultUnlessAllAreWanted() {
    database.execute(
        "ALTER TABLE item ALTER name SET DEFAULT 'new', ADD COLUMN n int NOT NULL DEFAULT 7");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item (id, n) VALUES (1, 8)", "DELETE FROM item");
      List<Event> events = Event.of(task.await(3));
      assertThat(defaults(events.get(0).after())).containsExactly(null, null, null, 7);
      // A delete knows the key alone: what is NOT NULL has its default there, as in Debezium.
      assertThat(events.get(1).before().getInt32("n")).isEqualTo(7);
    }
    settings.put("column.defaults", "none");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item (id, n) VALUES (1, 8)", "DELETE FROM item");
      List<Event> events = Event.of(task.await(3));
      assertThat(defaults(events.get(0).after())).containsExactly(null, null, null, null);
      assertThat(events.get(1).before().getInt32("n")).isZero();
    }
  }

  private static List<Object> defaults(Struct row) {
    return row.schema().fields().stream().map(field -> field.schema().defaultValue()).toList();
  }

  @Test
  @Covers(83)
  void fieldsAreNamedForAvroAndWhatIsNotSentIsNamedAsInTheEvent() {
    database.execute(
        "CREATE TABLE odd (\"the id\" int, \"2nd key\" text, \"big-text\" text, n int,"
            + " PRIMARY KEY (\"the id\", \"2nd key\"))",
        "ALTER TABLE odd ALTER \"big-text\" SET STORAGE EXTERNAL");
    settings.put("field.name.adjustment.mode", "avro");
    settings.put("schema.name.adjustment.mode", "avro");
    settings.put("topic.prefix", "my-app");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO odd VALUES (1, 'a', repeat('x', 9000), 1)",
          "UPDATE odd SET n = 2",
          "UPDATE odd SET \"the id\" = 2");
      List<Event> events = Event.of(task.await(5));

      assertThat(events.get(0).topic()).isEqualTo("my-app.public.odd");
      assertThat(events.get(0).record().valueSchema().name())
          .isEqualTo("my_app.public.odd.Envelope");
      assertThat(events.get(0).record().keySchema().name()).isEqualTo("my_app.public.odd.Key");
      assertThat(columns(events.get(0).key())).containsExactly("the_id", "_2nd_key");
      assertThat(columns(events.get(0).after()))
          .containsExactly("the_id", "_2nd_key", "big_text", "n");
      assertThat(events.get(1).header("walmirror.unchanged")).isEqualTo("u+big_text");
      // The row that moved is asked for by its columns' own names.
      assertThat(events.get(4).header("walmirror.unchanged")).isNull();
      assertThat(events.get(4).after().getString("big_text")).hasSize(9000);
    }
  }

  @Test
  void twoColumnsThatWouldBeOneFieldStopTheTask() {
    database.execute("CREATE TABLE odd (\"a-b\" int PRIMARY KEY, \"a b\" text)");
    settings.put("field.name.adjustment.mode", "avro");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO odd VALUES (1, 'a')");
      assertThat(task.awaitFailure())
          .hasMessageContaining("a-b and a b of public.odd")
          .hasMessageContaining("avro_unicode");
    }
  }

  @Test
  @Covers(28)
  void theDeclaredTypeIsToldOfColumnsAndOfTypes() {
    database.execute(
        "CREATE TABLE typed (id serial PRIMARY KEY, name varchar(20), price numeric(8,3), n int)");
    settings.put("column.propagate.source.type", "public.typed.(id|name)");
    settings.put("datatype.propagate.source.type", ".*\\.NUMERIC");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO typed VALUES (1, 'a', 2, 3)");
      Event event = Event.of(task.await(1)).get(0);
      assertThat(source(event, "id")).containsExactly("SERIAL", "10", "0", "id");
      assertThat(source(event, "name")).containsExactly("VARCHAR", "20", "0", "name");
      assertThat(source(event, "price")).containsExactly("NUMERIC", "8", "3", "price");
      assertThat(event.after().schema().field("n").schema().parameters()).isNull();
      assertThat(event.key().schema().field("id").schema().parameters()).isNull();
    }
  }

  private static List<String> source(Event event, String column) {
    String own = "__debezium.source.column.";
    Map<String, String> all = event.after().schema().field(column).schema().parameters();
    return List.of(
        all.get(own + "type"),
        all.get(own + "length"),
        all.get(own + "scale"),
        all.get(own + "name"));
  }

  /** The hashes were made by Debezium 3.7.0.Final's own classes. */
  @Test
  @Covers(77)
  void hiddenValuesAreDebeziums() {
    database.execute(
        "CREATE TABLE person (id int PRIMARY KEY, a text, b varchar(20), c text, d text, e bytea,"
            + " f text, g text, h int, i text[])",
        "ALTER TABLE person REPLICA IDENTITY FULL");
    String salted = ".with.salt.CzQMA0cB5K";
    settings.put("column.mask.hash.SHA-256" + salted, "public\\.person\\.a");
    settings.put("column.mask.hash.v2.SHA-256" + salted, "public.person.b");
    settings.put("column.mask.with.4.chars", "public.person.c, public.person.g, public.person.i");
    settings.put("column.truncate.to.3.chars", "public.person.[cdeh]");
    settings.put("column.mask.hash.v2.MD5" + salted, "public.person.f");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO person VALUES (1, 'jöe@example.com', 'jöe@example.com', 'x', 'jöe@',"
              + " '\\x01020304', 'jöe@example.com', NULL, 7, '{jöe@,NULL}')",
          "UPDATE person SET a = NULL, b = NULL, d = 'ab', f = NULL",
          "DELETE FROM person");
      List<Event> events = Event.of(task.await(4));
      Struct row = events.get(0).after();

      assertThat(row.getString("a"))
          .isEqualTo("64dccec9a364a66fc617ece8964185e4f402aa38415010af53b6a0d57831ea3f");
      assertThat(row.getString("b")).as("as long as the column").isEqualTo("07f75f0ea97d4a58fd2d");
      assertThat(row.getString("c")).as("hidden before it is cut").isEqualTo("****");
      assertThat(row.getString("d")).isEqualTo("jöe");
      assertThat(row.getBytes("e")).containsExactly(1, 2, 3);
      assertThat(row.getString("f")).isEqualTo("9c7e348e02ccab078e406f5f73785914");
      assertThat(row.getString("g")).as("NULL is hidden too").isEqualTo("****");
      assertThat(row.getInt32("h")).as("nothing to cut").isEqualTo(7);
      assertThat(row.getArray("i")).as("an array of texts").isEqualTo(List.of("****"));
      assertThat(parameter(row, "a", "masked")).isEqualTo("true");
      assertThat(parameter(row, "d", "truncateLength")).isEqualTo("3");

      assertThat(events.get(1).before()).as("the row before is hidden as well").isEqualTo(row);
      assertThat(events.get(1).after().get("a")).isNull();
      assertThat(events.get(1).after().getString("d")).isEqualTo("ab");
      assertThat(events.get(2).before()).isEqualTo(events.get(1).after());
      assertThat(events.toString()).doesNotContain("jöe@");
    }
  }

  @Test
  @Covers(77)
  void aColumnThatCannotBeHiddenIsRefusedAndNotShown() {
    database.execute("CREATE TABLE person (id int PRIMARY KEY, age int, name text)");
    settings.put("column.mask.with.4.chars", "public.person.(age|name)");
    assertThat(errors()).containsOnlyKeys("column.mask.with.4.chars");
    assertThat(errors().get("column.mask.with.4.chars"))
        .contains("public.person.age", "INT32", "column.exclude.list");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO person VALUES (1, 42, 'n')");
      assertThat(task.awaitFailure())
          .hasMessageContaining("column.mask.with.4.chars")
          .hasMessageContaining("public.person.age");
      assertThat(task.data()).isEmpty();
    }
    settings.put("column.exclude.list", "public.person.age");
    assertThat(errors()).as("cured").isEmpty();
    try (RunningTask task = start()) {
      assertThat(Event.of(task.await(1)).get(0).after().getString("name")).isEqualTo("****");
    }
  }

  private Map<String, String> errors() {
    Map<String, String> errors = new TreeMap<>();
    for (ConfigValue value : new PostgresSourceConnector().validate(settings).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), String.join("; ", value.errorMessages()));
      }
    }
    return errors;
  }

  @Test
  @Covers(77)
  void aKeyIsNeverHidden() {
    database.execute("CREATE TABLE person (id text PRIMARY KEY, name text)");
    settings.put("column.mask.with.2.chars", "public\\.person\\..*");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO person VALUES ('k', 'n')",
          "UPDATE person SET id = 'l'",
          "DELETE FROM person");
      List<Event> events = Event.of(task.await(6));

      assertThat(events)
          .extracting(event -> event.key().getString("id"))
          .containsExactly("k", "k", "k", "l", "l", "l");
      assertThat(events.get(0).after().getString("id")).isEqualTo("**");
      assertThat(events.get(0).key().schema().field("id").schema().parameters()).isNull();
    }
  }

  @Test
  void aLabelAddedToAnEnumInAKeyThatIsLeftOutOfTheRowStopsNothing() {
    database.execute(
        "CREATE TYPE kind AS ENUM ('old')", "CREATE TABLE thing (kind kind PRIMARY KEY, n int)");
    settings.put("column.exclude.list", "public.thing.kind");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO thing VALUES ('old', 1)",
          "ALTER TYPE kind ADD VALUE 'new'",
          "INSERT INTO thing VALUES ('new', 2)");

      assertThat(Event.of(task.await(2)))
          .extracting(event -> event.key().getString("kind"))
          .containsExactly("old", "new");
    }
  }

  @Test
  @Covers(72)
  void messageKeyColumnsAreTheKeyInTheOrderInWhichTheyAreSaid() {
    settings.put("message.key.columns", "public\\.other:x; public\\.item:price,name");
    database.execute("ALTER TABLE item REPLICA IDENTITY FULL");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 2)",
          "UPDATE item SET id = 3",
          "UPDATE item SET name = 'b'",
          "DELETE FROM item");
      List<Event> events = Event.of(task.await(7));

      assertThat(events).extracting(Event::op).containsExactly("c", "u", "d", "-", "c", "d", "-");
      assertThat(events)
          .extracting(event -> columns(event.key()))
          .containsOnly(List.of("price", "name"));
      assertThat(events)
          .extracting(event -> event.key().getString("name"))
          .containsExactly("a", "a", "a", "a", "b", "b", "b");
    }
  }

  @Test
  @Covers(81)
  void anUpdateThatChangesNothingThatIsSeenMakesNoRecordAndLetsTheServerForget() {
    settings.put("skip.messages.without.change", "true");
    settings.put("column.exclude.list", "public\\.item\\.name");
    database.execute("CREATE TABLE small (id int PRIMARY KEY, n int)");
    database.execute("ALTER TABLE item REPLICA IDENTITY FULL");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 2)",
          "UPDATE item SET name = 'b'",
          "UPDATE item SET price = 3, name = 'c'",
          "INSERT INTO small VALUES (1, 1)",
          "UPDATE small SET n = 1",
          "UPDATE item SET name = 'd'");
      long end = walEnd().value();
      List<Event> events = Event.of(task.await(4));
      task.await(
          "progress beyond what was skipped",
          running ->
              running.all().stream()
                  .anyMatch(
                      record ->
                          record.sourceOffset().get("wm_end_lsn") instanceof Long covered
                              && covered >= end));

      // Without the whole row before nobody knows that nothing changed.
      assertThat(events).extracting(Event::op).containsExactly("c", "u", "c", "u");
      assertThat(task.data()).hasSize(4);
      assertThat(events.get(1).position().ordinal()).isEqualTo(1);
    }
  }

  private static List<String> columns(Struct row) {
    return row.schema().fields().stream().map(Field::name).toList();
  }

  private static String parameter(Struct row, String column, String parameter) {
    return row.schema().field(column).schema().parameters().get(parameter);
  }
}
