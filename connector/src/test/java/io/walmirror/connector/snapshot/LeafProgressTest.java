package io.walmirror.connector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeafProgressTest {

  private static final Leaf LEAF = new Leaf(new TableName("s", "t"), 7, 70, 100, 5000);

  static SnapshotTable table(Leaf... leaves) {
    return new SnapshotTable(
        new Relation(7, new TableName("s", "t"), 'd', List.of()),
        List.of(new SnapshotTable.Column("\"id\"", false)),
        Optional.empty(),
        List.of(leaves),
        Optional.empty());
  }

  @Test
  void chunksCoverEveryBlockOnceAndTheLastHasNoEnd() {
    List<Chunk> chunks = LeafProgress.none(table(LEAF), LEAF, 30).rest();
    assertThat(chunks).extracting(Chunk::fromBlock).containsExactly(0L, 30L, 60L, 90L);
    assertThat(chunks).extracting(Chunk::toBlock).containsExactly(30L, 60L, 90L, Chunk.NO_END);
    assertThat(chunks.get(0).copy())
        .isEqualTo(
            "COPY (SELECT \"id\" FROM ONLY \"s\".\"t\" WHERE true AND ctid < '(30,0)'::tid) TO STDOUT"
                + " (FORMAT binary)");
    assertThat(chunks.get(3).copy()).contains("ctid >= '(90,0)'::tid)").doesNotContain("ctid <");
  }

  @Test
  void anEmptyLeafIsOneChunk() {
    Leaf empty = new Leaf(new TableName("s", "t"), 7, 70, 0, 0);
    assertThat(LeafProgress.none(table(empty), empty, 30).rest()).hasSize(1);
  }

  @Test
  void theTextSaysWhatIsDone() {
    long seed = Long.getLong("walmirror.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      LeafProgress progress = LeafProgress.none(table(LEAF), LEAF, 1 + random.nextInt(40));
      for (Chunk chunk : progress.rest()) {
        if (random.nextInt(3) > 0) {
          progress.done(chunk);
        }
      }
      LeafProgress again = LeafProgress.of(table(LEAF), LEAF, progress.blocks(), progress.text());
      assertThat(again.rest()).as("seed %d, %s", seed, progress.text()).isEqualTo(progress.rest());
      assertThat(again.complete()).isEqualTo(progress.rest().isEmpty());
    }
  }

  @Test
  void aLaterRunIsToldOfChunksThatKafkaHas() {
    LeafProgress progress = LeafProgress.none(table(LEAF), LEAF, 60);
    Chunk first = progress.rest().get(0);
    Chunk last = progress.rest().get(1);
    Runnable one = progress.sent(first);
    Runnable other = progress.sent(last);
    progress.done(last);
    progress.done(first);
    assertThat(progress.complete()).isTrue();
    assertThat(progress.text()).isEmpty();
    other.run();
    assertThat(progress.text()).isEqualTo("1");
    LeafProgress now = progress.now(table(LEAF), LEAF);
    one.run();
    assertThat(now.text()).as("rows on their way belong to what follows").isEqualTo("*");
    assertThat(now.settled()).isTrue();
  }

  @Test
  void aChunkThatIsReadAgainInTheMiddleWaitsForBoth() {
    LeafProgress progress = LeafProgress.none(table(LEAF), LEAF, 100);
    Chunk chunk = progress.rest().get(0);
    Runnable cutOff = progress.sent(chunk);
    Runnable again = progress.now(table(LEAF), LEAF).sent(chunk);
    progress.done(chunk);
    again.run();
    assertThat(progress.settled()).isFalse();
    cutOff.run();
    assertThat(progress.settled()).isTrue();
  }

  @Test
  void rangesAreShort() {
    LeafProgress progress = LeafProgress.none(table(LEAF), LEAF, 10);
    assertThat(progress.text()).isEmpty();
    for (int each : new int[] {0, 1, 2, 5, 7, 8}) {
      progress.done(progress.rest().stream().filter(c -> c.number() == each).findFirst().get());
    }
    assertThat(progress.text()).isEqualTo("0-2,5,7-8");
    progress.rest().forEach(progress::done);
    assertThat(progress.text()).isEqualTo(LeafProgress.ALL);
  }

  @Test
  void aLeafThatGrewSinceHasNewChunksToRead() {
    Leaf grown = new Leaf(LEAF.name(), 7, 70, 150, 7000);
    LeafProgress later = LeafProgress.of(table(grown), grown, 30, "0-3");
    assertThat(later.rest()).extracting(Chunk::number).containsExactly(4);
  }
}
