package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.mirror.Mirror;
import io.walmirror.it.mirror.Table;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A table is altered, and rows that nobody writes follow, through Kafka into Redis. */
@ExtendWith(SharedStack.class)
class AlteredTableIT {

  private static final int ROWS = 500;
  private static final List<String> KEY = List.of("id");
  private static final Table BEFORE = new Table("goods", List.of("id", "amount", "note"), KEY);
  private static final Table FILLED =
      new Table("goods", List.of("id", "amount", "note", "state"), KEY);
  private static final Table AFTER = new Table("goods", List.of("id", "amount", "status"), KEY);

  private static Stack stack;

  @BeforeAll
  static void take(Stack shared) {
    stack = shared;
  }

  @Test
  void rowsThatNobodyWritesFollowAnAlterTableIntoRedis() {
    try (Scene scene = Scene.open(stack)) {
      RedisDatabase mirror = scene.emptyRedis();
      scene
          .database()
          .execute(
              "CREATE TABLE goods (id int PRIMARY KEY, amount int, note text)",
              "INSERT INTO goods SELECT g, g, 'n' FROM generate_series(1, " + ROWS + ") g");
      Map<String, String> config = scene.source();
      config.put("snapshot.mode", "initial");
      config.put("schema.change.snapshot", "off");
      String source = scene.startSource("source", config);
      scene.start("sink", scene.sink(mirror));
      try (RespClient redis = mirror.client()) {
        await("the first snapshot", redis, scene, BEFORE);

        scene.database().execute("ALTER TABLE goods ADD COLUMN state text NOT NULL DEFAULT 'new'");
        scene.database().execute("UPDATE goods SET amount = -1 WHERE id = 1");
        Await.until("the change", () -> Mirror.actual(redis).hashes().get("goods:1").size() == 4);
        int behind = different(redis, scene, FILLED);
        assertThat(behind).as("control: off").isEqualTo(ROWS - 1);

        config.put("schema.change.snapshot", "auto");
        scene.rest().put(source, config);
        scene
            .database()
            .execute(
                "ALTER TABLE goods DROP COLUMN note, ALTER amount TYPE text USING 'x' || amount",
                "ALTER TABLE goods RENAME COLUMN state TO status");
        await("the table as it is now", redis, scene, AFTER);
        Proof.row(
            "Rows that nobody writes follow an ALTER TABLE into Redis",
            "AlteredTableIT.rowsThatNobodyWritesFollowAnAlterTableIntoRedis",
            ROWS + " rows; a column added with a default, one dropped, renamed, retyped",
            "with schema.change.snapshot=off " + behind + " of them stay what they were");
      }
    }
  }

  private static int different(RespClient redis, Scene scene, Table table) {
    Mirror expected = Mirror.expected(scene.database(), List.of(table));
    Mirror actual = Mirror.actual(redis);
    return (int)
        expected.hashes().entrySet().stream()
            .filter(each -> !each.getValue().equals(actual.hashes().get(each.getKey())))
            .count();
  }

  private static void await(String what, RespClient redis, Scene scene, Table table) {
    Mirror expected = Mirror.expected(scene.database(), List.of(table));
    Await.until(
        what + " is mirrored",
        () -> Mirror.actual(redis).equals(expected),
        () -> expected.differences(Mirror.actual(redis)));
  }
}
