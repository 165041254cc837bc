package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.HeaderNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a delete knows of its row, by replica identity. */
class DeleteScenariosIT extends Scenarios {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers(13)
  void aDeleteIsFollowedByATombstoneWhereThatIsWanted(boolean tombstones) {
    settings.put("tombstones.on.delete", Boolean.toString(tombstones));
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)", "DELETE FROM item");
      database.execute("INSERT INTO item VALUES (2, 'b', 1)");
      List<Event> events = Event.of(task.await(tombstones ? 4 : 3));

      assertThat(events)
          .extracting(Event::op)
          .isEqualTo(tombstones ? List.of("c", "d", "-", "c") : List.of("c", "d", "c"));
      assertThat(events.get(1).record().valueSchema()).isNotNull();
      assertThat(events.get(1).after()).isNull();
      if (tombstones) {
        assertThat(events.get(2).record().valueSchema()).isNull();
        assertThat(events.get(2).key()).isEqualTo(events.get(1).key());
        assertThat(events.get(2).header(HeaderNames.OP)).isEqualTo("d");
      }
    }
  }

  @Test
  @Covers(13)
  void withTheKeyAsIdentityADeleteKnowsTheKeyAlone() {
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (7, 'a', 1)", "DELETE FROM item");
      Event delete = Event.of(task.await(3)).get(1);

      assertThat(delete.id()).isEqualTo(7);
      assertThat(delete.before().getInt64("id")).isEqualTo(7);
      assertThat(delete.before().get("name")).isNull();
    }
  }

  @Test
  @Covers(13)
  void withFullIdentityADeleteKnowsTheRow() {
    database.execute("ALTER TABLE item REPLICA IDENTITY FULL");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (7, 'a', 1.25)", "DELETE FROM item");
      List<Event> events = Event.of(task.await(3));

      assertThat(events.get(1).before()).isEqualTo(events.get(0).after());
      assertThat(events.get(1).id()).isEqualTo(7);
    }
  }

  @Test
  @Covers(13)
  void withoutIdentityTheServerRefusesADeleteThatIsPublished() {
    database.execute("ALTER TABLE item REPLICA IDENTITY NOTHING");
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      assertThatThrownBy(() -> database.execute("DELETE FROM item"))
          .hasMessageContaining("replica identity");
      database.execute("INSERT INTO item VALUES (2, 'b', 1)");

      assertThat(Event.of(task.await(2))).extracting(Event::op).containsExactly("c", "c");
    }
  }

  @Test
  @Covers(13)
  void aDeleteThatIsNotPublishedIsNotSeen() {
    database.execute(
        "CREATE PUBLICATION "
            + database.publication()
            + " FOR ALL TABLES WITH (publish = 'insert')",
        "ALTER TABLE item REPLICA IDENTITY NOTHING");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO item VALUES (1, 'a', 1)",
          "DELETE FROM item",
          "INSERT INTO item VALUES (2, 'b', 1)");

      assertThat(Event.of(task.await(2))).extracting(Event::id).containsExactly(1L, 2L);
    }
  }

  @Test
  @Covers(13)
  void withAnIndexAsIdentityItsColumnsAreTheKey() {
    database.execute(
        "CREATE TABLE coded (id int PRIMARY KEY, code text NOT NULL, note text)",
        "CREATE UNIQUE INDEX by_code ON coded (code)",
        "ALTER TABLE coded REPLICA IDENTITY USING INDEX by_code");
    try (RunningTask task = start()) {
      database.execute(
          "INSERT INTO coded VALUES (1, 'x', 'a'), (2, 'y', 'b'), (3, 'z', 'c')",
          "UPDATE coded SET note = 'changed' WHERE id = 1",
          "UPDATE coded SET id = 20 WHERE id = 2",
          "UPDATE coded SET code = 'w' WHERE id = 1",
          "DELETE FROM coded WHERE id = 3",
          "INSERT INTO coded VALUES (4, 'last', 'd')");
      task.await(
          "last row",
          running -> Event.of(running.data()).stream().anyMatch(DeleteScenariosIT::isLast));
      List<Event> events = Event.of(task.data());

      List<List<String>> table = database.rows("SELECT code, id, note FROM coded ORDER BY code");
      assertThat(mirrored(events, event -> event.key().getString("code"))).isEqualTo(table);
      // Keyed by the primary key, which a delete does not tell here, the row stays.
      List<List<String>> byPrimaryKey =
          mirrored(
              events, event -> (event.after() == null ? event.before() : event.after()).get("id"));
      assertThat(byPrimaryKey).hasSizeGreaterThan(table.size());
      proof(
          "A delete names the row that is gone, whatever the replica identity",
          "DeleteScenariosIT.withAnIndexAsIdentityItsColumnsAreTheKey",
          "a table with an index as identity beside its primary key: inserts, updates of each part and"
              + " a delete, applied by key, are the table",
          "applied by the primary key: "
              + (byPrimaryKey.size() - table.size())
              + " rows stay that are gone");
    }
  }

  private static boolean isLast(Event event) {
    return !event.isTombstone() && event.after() != null && event.after().get("note").equals("d");
  }

  /** What is left when the events are applied by a key: code, id and note of each row. */
  private static List<List<String>> mirrored(List<Event> events, Function<Event, Object> key) {
    Map<Object, List<String>> rows = new TreeMap<>();
    for (Event event : events) {
      if (event.isTombstone()) {
        continue;
      }
      Struct after = event.after();
      if (after == null) {
        rows.remove(key.apply(event));
      } else {
        rows.put(
            key.apply(event),
            List.of(after.getString("code"), after.get("id").toString(), after.getString("note")));
      }
    }
    return new ArrayList<>(rows.values());
  }
}
