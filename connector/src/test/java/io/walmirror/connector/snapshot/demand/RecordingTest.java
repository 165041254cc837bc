package io.walmirror.connector.snapshot.demand;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.catalog.Seen;
import io.walmirror.connector.event.Transaction;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private static final Schema KEY =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .build();
  private static final Relation TABLE = table(7, 23);
  private static final Seen HIDES_5_ON = Seen.of("5:5:");

  private final Recording recording = new Recording(7, new KeyHash(42), 100);

  @Test
  void aKeyThatAHiddenTransactionTouchedIsTold() {
    recording.touched(transaction(4), TABLE, key(1), false);
    recording.touched(transaction(5), TABLE, key(2), false);
    recording.touched(transaction(6), TABLE, key(3), true);
    recording.touched(transaction(6), table(8, 23), key(4), false);
    Recording.Hidden hidden = recording.hiddenFrom(HIDES_5_ON, TABLE);
    hidden.update();
    assertThat(hidden.touched(key(1))).isFalse();
    assertThat(hidden.touched(key(2))).isTrue();
    assertThat(hidden.partial(key(2))).isFalse();
    assertThat(hidden.touched(key(3))).isTrue();
    assertThat(hidden.partial(key(3))).isTrue();
    assertThat(hidden.touched(key(4))).isFalse();
    assertThat(hidden.stale()).isFalse();
  }

  @Test
  void whatIsEmittedWhileARangeWaitsIsToldToo() {
    Recording.Hidden hidden = recording.hiddenFrom(HIDES_5_ON, TABLE);
    hidden.update();
    recording.touched(transaction(9), TABLE, key(2), false);
    assertThat(hidden.touched(key(2))).isFalse();
    hidden.update();
    assertThat(hidden.touched(key(2))).isTrue();
  }

  @Test
  void aTableThatWasEmptiedOrReshapedMakesARangeStale() {
    recording.emptied(transaction(4), TABLE);
    recording.touched(transaction(4), table(7, 20), key(1), false);
    Recording.Hidden seen = recording.hiddenFrom(HIDES_5_ON, TABLE);
    seen.update();
    assertThat(seen.stale()).isFalse();
    recording.touched(transaction(5), table(7, 20), key(1), false);
    Recording.Hidden reshaped = recording.hiddenFrom(HIDES_5_ON, TABLE);
    reshaped.update();
    assertThat(reshaped.stale()).isTrue();
    recording.forget(Seen.of("6:6:"));
    recording.emptied(transaction(6), TABLE);
    Recording.Hidden emptied = recording.hiddenFrom(Seen.of("6:6:"), TABLE);
    emptied.update();
    assertThat(emptied.stale()).isTrue();
  }

  @Test
  void whatEverySnapshotShowsFromNowOnIsForgotten() {
    recording.touched(transaction(4), TABLE, key(1), true);
    recording.touched(transaction(5), TABLE, key(2), false);
    assertThat(recording.kept()).isEqualTo(23);
    recording.forget(HIDES_5_ON);
    assertThat(recording.kept()).isEqualTo(11);
    recording.forget(Seen.of("6:6:"));
    assertThat(recording.kept()).isZero();
  }

  @Test
  void oneLargeTransactionIsKnownAsAWholeAndManyBreakTheRecording() {
    Transaction large = transaction(5);
    for (int i = 0; i < 1000; i++) {
      recording.touched(large, TABLE, key(i), false);
    }
    assertThat(recording.kept()).isEqualTo(10);
    Recording.Hidden hidden = recording.hiddenFrom(HIDES_5_ON, TABLE);
    hidden.update();
    assertThat(hidden.stale()).isTrue();
    assertThat(recording.broken()).isFalse();
    for (int i = 0; i < 20; i++) {
      recording.touched(transaction(10 + i), TABLE, key(i), false);
    }
    assertThat(recording.broken()).isTrue();
    Recording.Hidden nothing = recording.hiddenFrom(Seen.of("100:100:"), TABLE);
    nothing.update();
    assertThat(nothing.stale()).isTrue();
  }

  @Test
  void aSetOfHashesIsASet() {
    long seed = Long.getLong("walmirror.seed", System.nanoTime());
    Random random = new Random(seed);
    LongSet set = new LongSet();
    Set<Long> truth = new HashSet<>();
    for (int i = 0; i < 5000; i++) {
      long each = random.nextInt(3000) * (random.nextBoolean() ? 1L : 1L << 40);
      assertThat(set.add(each)).as("seed %d", seed).isEqualTo(truth.add(each));
    }
    assertThat(set.size()).isEqualTo(truth.size());
    for (long i = 0; i < 3000; i++) {
      assertThat(set.contains(i << 40)).as("seed %d", seed).isEqualTo(truth.contains(i << 40));
    }
    LongSet both = new LongSet();
    both.add(-1);
    both.addAll(set);
    assertThat(both.size()).isEqualTo(truth.size() + 1);
    set.clear();
    assertThat(set.isEmpty()).isTrue();
    assertThat(set.contains(0)).isFalse();
  }

  @Test
  void keysThatDifferHaveDifferentHashes() {
    KeyHash hash = new KeyHash(1);
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      hashes.add(hash.of(key(i)));
    }
    assertThat(hashes).hasSize(100_000);
    assertThat(hash.of(key(5))).isEqualTo(hash.of(key(5))).isNotEqualTo(new KeyHash(2).of(key(5)));
    Schema texts =
        SchemaBuilder.struct()
            .field("a", Schema.STRING_SCHEMA)
            .field("b", Schema.STRING_SCHEMA)
            .build();
    assertThat(hash.of(new Struct(texts).put("a", "xy").put("b", "z")))
        .isNotEqualTo(hash.of(new Struct(texts).put("a", "x").put("b", "yz")));
  }

  private static Struct key(long id) {
    return new Struct(KEY).put("id", id).put("name", "n");
  }

  private static Transaction transaction(int xid) {
    return new Transaction(xid, new Lsn(1000L + xid), 0, Lsn.ZERO, Transaction.Origin.LOCAL);
  }

  private static Relation table(int oid, int type) {
    return new Relation(
        oid,
        new TableName("public", "item"),
        'd',
        List.of(new Relation.Column("id", true, type, -1)));
  }
}
