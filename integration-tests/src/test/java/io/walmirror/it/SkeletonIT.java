package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.load.Load;
import io.walmirror.it.load.Seed;
import io.walmirror.it.mirror.Mirror;
import io.walmirror.it.mirror.Table;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A row changed in PostgreSQL is changed in Redis: through the REST API and the packaged zips, by
 * two sinks, one with the fence and, as the control, one without.
 */
@ExtendWith(SharedStack.class)
class SkeletonIT {

  private static final int KILLS = 2;
  private static final int CHANGES_BEFORE_A_KILL = 1300;
  private static final int CHANGES_WHILE_DEAD = 300;
  private static final int PROBES = 100;

  private static Stack stack;
  @AutoClose private static Scene scene;
  private static List<Table> tables;
  @AutoClose private static MirroringSink fenced;
  @AutoClose private static MirroringSink unfenced;
  @AutoClose private static Topics topics;
  private static String connectVersion;

  @BeforeAll
  static void mirrorAnEmptyDatabase(Stack shared) {
    stack = shared;
    scene = Scene.open(stack);
    tables = new ArrayList<>(Load.createTables(scene.database()));
    tables.add(Note.create(scene.database()));
    scene.startSource("source", scene.source());
    topics = Topics.of(stack.kafka().bootstrapServers(), scene.prefix());
    fenced = MirroringSink.start(scene, "fenced", "on");
    unfenced = MirroringSink.start(scene, "unfenced", "off");
    connectVersion = scene.rest().get("/").path("version").asText();
  }

  @Test
  void aRowInsertedUpdatedAndDeletedIsSoInRedis() {
    Note note = new Note(scene.database(), 1);
    try (RespClient redis = fenced.database().client()) {
      note.insert("first");
      Await.until(
          "the insert",
          () -> redis.texts("HMGET", note.key(), "rev", "body").equals(note.fields()));
      note.update(null);
      Await.until(
          "the update",
          () -> redis.texts("HMGET", note.key(), "rev", "body").equals(note.fields()));
      assertThat(redis.number("HEXISTS", note.key(), "body")).isZero();
      note.delete();
      Await.until("the delete", () -> redis.number("EXISTS", note.key()) == 0);
    }
    Latencies latencies = Latencies.measure(scene.database(), fenced.database(), PROBES);
    System.out.println("SkeletonIT: commit to Redis " + latencies);
    Proof.row(
        "A row inserted, updated, deleted in PostgreSQL is so in Redis; Connect " + connectVersion,
        "SkeletonIT.aRowInsertedUpdatedAndDeletedIsSoInRedis",
        "each by hand; then " + PROBES + " commits, each awaited in Redis: " + latencies,
        "before each change Redis did not have it");
  }

  @Test
  void killedReplayedAndServedLateNothingGoesBack() throws SQLException {
    long seed = Seed.of(SkeletonIT.class);
    String load = loadAndKill(seed);
    LateUpdate late = LateUpdate.of(new Note(scene.database(), 2), topics);
    Mirror expected = Mirror.expected(scene.database(), tables);

    fenced.settle(expected, topics);
    unfenced.settle(expected, topics);

    Verdict verdict = fenced.trial(topics, late);
    Verdict control = unfenced.trial(topics, late);

    assertThat(verdict.faults()).isEmpty();
    assertThat(control.backwardWrites()).as("control: rows that went back").isPositive();
    assertThat(control.deletedRowCameBack()).as("control: the deleted row came back").isTrue();
    assertThat(control.dumpChanged()).as("control: the dump is another").isTrue();
    Proof.row(
        "Replayed from the start, and served an old update after a delete, the sink leaves Redis as"
            + " it was; no write is older than what is stored; Connect "
            + connectVersion,
        "SkeletonIT.killedReplayedAndServedLateNothingGoesBack",
        load + "; " + KILLS + " kill -9 of the worker; " + verdict,
        seed,
        "redis.fence=off: " + control);
  }

  /** A random load in the middle of which the worker dies, and goes on while it is dead. */
  private static String loadAndKill(long seed) throws SQLException {
    try (Load load = Load.open(scene.database(), seed)) {
      for (int kill = 0; kill < KILLS; kill++) {
        load.run(CHANGES_BEFORE_A_KILL);
        stack.connect().kill();
        load.run(CHANGES_WHILE_DEAD);
        stack.connect().start();
        // The next kill is to hit connectors that are at work again.
        fenced.awaitRow(new Note(scene.database(), 10 + kill));
      }
      load.run(CHANGES_BEFORE_A_KILL);
      return load.counts().toString();
    }
  }
}
