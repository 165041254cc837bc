package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.Position;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the fence lets through and what it leaves behind, on a real Redis. */
@ExtendWith(SharedRedis.class)
class FenceIT {

  private final RealRedis redis;
  private final Table orders = Table.orders();
  @AutoClose private RunningSink sink;

  FenceIT(RealRedis redis) {
    this.redis = redis;
  }

  @BeforeEach
  void start() {
    sink = RunningSink.start(redis.uri(), "errors.tolerance", "all");
  }

  @Test
  void anInsertBecomesAHashWithoutFieldsForNulls() {
    sink.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", null));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Ada"));
    assertThat(redis.hash("orders:1").get("_v")).matches(Table.at(10).text() + "#[0-9a-f]{8}");
  }

  @Test
  void aColumnSetToNullLosesItsField() {
    sink.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", "fragile"));
    sink.put(orders.upsert(20, "id", 1, "customer", "Ada", "note", null));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Ada"));
  }

  @Test
  void aColumnThatWasDroppedLosesItsField() {
    sink.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", "fragile"));
    sink.put(orders.without("note").upsert(20, "id", 1, "customer", "Ada"));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Ada"));
  }

  @Test
  void manyFieldsThatAreNoLongerOfTheRowAreAllRemoved() {
    List<String> command = new ArrayList<>(List.of("HSET", "orders:1"));
    for (int i = 0; i < 9_500; i++) {
      command.addAll(List.of("old" + i, "x"));
    }
    redis.client().call(command.toArray(String[]::new));
    sink.put(orders.upsert(10, "id", 1, "customer", "Ada"));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Ada"));
  }

  @Test
  void aRowAsWideAsPostgresAllowsIsApplied() {
    Map<String, Schema> columns = new HashMap<>();
    Map<String, Object> row = new HashMap<>();
    columns.put("id", Schema.INT32_SCHEMA);
    row.put("id", 1);
    for (int i = 1; i < 1600; i++) {
      columns.put("c" + i, Schema.INT32_SCHEMA);
      row.put("c" + i, i);
    }
    Table wide = Table.of("public", "wide", columns, List.of("id"));
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      records.add(wide.upsert(Form.ENVELOPE, "c", Table.at(10 + i), List.of(), row));
    }
    sink.put(records);

    assertThat(redis.row("wide:1")).hasSize(1600);
    assertThat(sink.context().reports()).isEmpty();
  }

  @Test
  void anUnchangedColumnKeepsItsValue() {
    sink.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", "a long note"));
    sink.put(orders.upsert(20, "id", 1, "customer", "Eve", "note", "__debezium_unavailable_value"));

    assertThat(redis.row("orders:1"))
        .isEqualTo(Map.of("id", "1", "customer", "Eve", "note", "a long note"));
  }

  @Test
  void aColumnThatTheHeaderCallsUnchangedKeepsItsValueInEveryForm() {
    for (Form form : Form.values()) {
      redis.empty();
      sink.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", "a long note"));
      sink.put(
          orders.upsert(
              form, "u", Table.at(20), List.of("note"), Table.row("id", 1, "customer", "Eve")));

      assertThat(redis.row("orders:1"))
          .as(form.name())
          .isEqualTo(Map.of("id", "1", "customer", "Eve", "note", "a long note"));
    }
  }

  @Test
  void anOlderUpdateChangesNothing() {
    sink.put(orders.upsert(20, "id", 1, "customer", "new"));
    sink.put(orders.upsert(10, "id", 1, "customer", "old"));

    assertThat(redis.row("orders:1")).containsEntry("customer", "new");
  }

  @Test
  void theSameUpdateAgainRepairsWhatSomebodyElseChanged() {
    sink.put(orders.upsert(20, "id", 1, "customer", "Ada"));
    redis.client().call("HSET", "orders:1", "customer", "somebody else's");
    sink.put(orders.upsert(20, "id", 1, "customer", "Ada"));

    assertThat(redis.row("orders:1")).containsEntry("customer", "Ada");
  }

  @Test
  void aDeletedKeyIsNotResurrectedByALateUpsert() {
    sink.put(orders.upsert(10, "id", 1, "customer", "Ada"));
    sink.put(orders.delete(30, "id", 1), orders.tombstone(30, "id", 1));
    sink.put(orders.upsert(20, "id", 1, "customer", "late"));

    assertThat(redis.exists("orders:1")).isFalse();
  }

  @Test
  void anUpsertThatWasNeverSeenBeforeItsDeleteStaysAway() {
    sink.put(orders.delete(30, "id", 1));
    sink.put(orders.upsert(20, "id", 1, "customer", "late"));

    assertThat(redis.exists("orders:1")).isFalse();
  }

  @Test
  void aKeyThatIsInsertedAgainLivesAndItsTombstoneGoes() {
    sink.put(orders.delete(30, "id", 1));
    assertThat(redis.keys("walmirror:*")).hasSize(1);
    sink.put(orders.upsert(40, "id", 1, "customer", "Ada"));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Ada"));
    assertThat(redis.keys("walmirror:*")).isEmpty();
  }

  @Test
  void anOlderDeleteDeletesNothing() {
    sink.put(orders.upsert(20, "id", 1, "customer", "Ada"));
    sink.put(orders.delete(10, "id", 1));

    assertThat(redis.exists("orders:1")).isTrue();
    assertThat(redis.keys("walmirror:*")).isEmpty();
  }

  @Test
  void aTombstoneHoldsItsOwnPositionAndExpires() {
    sink.put(orders.delete(30, "id", 1), orders.tombstone(30, "id", 1));

    String side = redis.keys("walmirror:1:v:*").get(0);
    assertThat(side).endsWith("}:orders:1");
    assertThat(redis.client().text("GET", side))
        .isEqualTo(Table.at(30).withPart(Position.TOMBSTONE).text());
    assertThat(redis.client().number("PTTL", side)).isBetween(3_500_000L, 3_600_000L);
  }

  @Test
  void aMovedKeyLeavesItsOldKeyAndComesBackToIt() {
    Position moved = Table.at(20);
    sink.put(
        orders.upsert(10, "id", 1, "customer", "Ada"),
        orders.delete(Form.ENVELOPE, moved, Table.row("id", 1)),
        orders.delete(Form.FLAT, moved.withPart(Position.TOMBSTONE), Table.row("id", 1)),
        orders.upsert(
            Form.ENVELOPE,
            "c",
            moved.withPart(Position.MOVED_CREATE),
            List.of(),
            Table.row("id", 2, "customer", "Ada")));

    assertThat(redis.exists("orders:1")).isFalse();
    assertThat(redis.row("orders:2")).containsEntry("customer", "Ada");
  }

  @Test
  void deletesKeepTheirPlaceAmongUpsertsOfOneBatch() {
    sink.put(
        orders.upsert(10, "id", 1, "customer", "a"),
        orders.delete(20, "id", 1),
        orders.upsert(30, "id", 2, "customer", "b"),
        orders.delete(40, "id", 2),
        orders.upsert(50, "id", 2, "customer", "c"));

    assertThat(redis.exists("orders:1")).isFalse();
    assertThat(redis.row("orders:2")).containsEntry("customer", "c");
  }

  @Test
  void oneWrongTypeIsRejectedAndTheOthersAreApplied() {
    redis.client().call("RPUSH", "orders:2", "not a hash");
    List<SinkRecord> records = new ArrayList<>();
    for (int id = 1; id <= 200; id++) {
      records.add(orders.upsert(id, "id", id, "customer", "c" + id));
    }
    sink.put(records);

    assertThat(redis.keys("orders:*")).hasSize(200);
    assertThat(redis.row("orders:200")).containsEntry("customer", "c200");
    assertThat(sink.context().reports()).hasSize(1);
    assertThat(sink.context().reports().get(0).record()).isSameAs(records.get(1));
    assertThat(sink.context().reports().get(0).error())
        .hasMessageContaining("WRONGTYPE")
        .hasMessageContaining("public.orders")
        .hasMessageNotContaining("orders:2");
  }

  @Test
  void aVersionOfAnotherSchemeIsNeverCompared() {
    String other = "d" + "0".repeat(40) + "#00000000";
    redis.client().call("HSET", "orders:1", "customer", "Ada", "_v", other);
    redis.client().call("HSET", "orders:2", "customer", "Ada", "_v", "a field of the user's");
    sink.put(orders.upsert(10, "id", 1, "customer", "x"), orders.delete(10, "id", 2));

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("customer", "Ada"));
    assertThat(redis.row("orders:2")).isEqualTo(Map.of("customer", "Ada"));
    assertThat(sink.context().reports()).hasSize(2);
    assertThat(sink.context().reports().get(0).error())
        .hasMessageContaining("version scheme changed");
  }

  @Test
  void aScriptThatWasFlushedIsLoadedAgainAndNothingIsLost() {
    sink.put(orders.upsert(10, "id", 1, "customer", "Ada"));
    redis.client().call("SCRIPT", "FLUSH");
    sink.put(orders.upsert(20, "id", 1, "customer", "Eve"), orders.delete(20, "id", 2));

    assertThat(redis.row("orders:1")).containsEntry("customer", "Eve");
    assertThat(sink.context().timeouts()).as("without another call of Connect's").isEmpty();
  }

  @Test
  void aReplayOfEverythingLeavesTheSameDump() {
    List<SinkRecord> history =
        List.of(
            orders.upsert(10, "id", 1, "customer", "Ada", "note", "x"),
            orders.upsert(20, "id", 2, "customer", "Bob"),
            orders.delete(30, "id", 1),
            orders.tombstone(30, "id", 1),
            orders.upsert(40, "id", 3, "customer", "Cleo"),
            orders.upsert(50, "id", 2, "customer", "Bea"));
    sink.put(history);
    SortedMap<String, String> once = redis.client().dump();
    try (RunningSink again = RunningSink.start(redis.uri())) {
      again.put(history);
      for (SinkRecord record : history) {
        again.put(record);
        assertThat(redis.client().dump()).isEqualTo(once);
      }
    }
  }

  @Test
  void withoutFenceTheLateUpsertComesBack() {
    try (RunningSink unfenced = RunningSink.start(redis.uri(), "redis.fence", "off")) {
      unfenced.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", "x"));
      unfenced.put(orders.upsert(20, "id", 1, "customer", "Eve", "note", null));
      assertThat(redis.hash("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Eve"));
      unfenced.put(orders.delete(30, "id", 1));
      assertThat(redis.exists("orders:1")).isFalse();
      unfenced.put(orders.upsert(10, "id", 1, "customer", "Ada"));
      assertThat(redis.exists("orders:1")).isTrue();
    }
  }

  @Test
  void theConnectionIsNamedAfterConnectorAndTask() {
    sink.put(orders.upsert(10, "id", 1));

    assertThat(redis.client().text("CLIENT", "LIST")).contains("name=walmirror:mirror:0 ");
  }
}
