package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.HeaderNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

      assertThat(mirrored(events, "code"))
          .isEqualTo(database.rows("SELECT code, id, note FROM coded ORDER BY code"));
      // Keyed by the primary key, which a delete does not tell here, the row would have stayed.
      assertThat(events.get(7).op()).isEqualTo("d");
      assertThat(events.get(7).before().get("id")).isEqualTo(0);
      proof(
          "A delete names the row that is gone, whatever the replica identity",
          "DeleteScenariosIT.withAnIndexAsIdentityItsColumnsAreTheKey",
          "a table with an index as identity beside its primary key: inserts, updates of each part and"
              + " a delete, applied by key, are the table",
          "keyed by the primary key the delete would name row 0");
    }
  }

  private static boolean isLast(Event event) {
    return !event.isTombstone() && event.after() != null && event.after().get("note").equals("d");
  }

  /** What is left when the events are applied by their key: code, id and note of each row. */
  private static List<List<String>> mirrored(List<Event> events, String key) {
    Map<String, List<String>> rows = new TreeMap<>();
    for (Event event : events) {
      String code = event.key().getString(key);
      if (event.isTombstone() || event.after() == null) {
        rows.remove(code);
      } else {
        rows.put(
            code,
            List.of(code, event.after().get("id").toString(), event.after().getString("note")));
      }
    }
    return new ArrayList<>(rows.values());
  }
}
