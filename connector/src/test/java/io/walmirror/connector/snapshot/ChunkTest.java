package io.walmirror.connector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChunkTest {

  private static final TableName NAME = new TableName("public", "item");
  private static final Leaf LEAF = new Leaf(NAME, 7, 8, 100, 1);

  @Test
  void aRangeOfBlocksIsRead() {
    assertThat(new Chunk(table(Optional.of("n > 5"), Optional.empty()), LEAF, 1, 10, 20).copy())
        .isEqualTo(
            "COPY (SELECT \"id\" FROM ONLY \"public\".\"item\" WHERE (n > 5) AND ctid >="
                + " '(10,0)'::tid AND ctid < '(20,0)'::tid) TO STDOUT (FORMAT binary)");
  }

  @Test
  void aCommentAtTheEndOfTheUsersStatementEndsThere() {
    SnapshotTable table = table(Optional.empty(), Optional.of("SELECT * FROM item -- all of it"));
    assertThat(new Chunk(table, LEAF, 0, 0, Chunk.NO_END).copy())
        .isEqualTo(
            "COPY (SELECT \"id\" FROM (SELECT * FROM item -- all of it\n) AS chosen)"
                + " TO STDOUT (FORMAT binary)");
  }

  private static SnapshotTable table(Optional<String> filter, Optional<String> override) {
    return new SnapshotTable(
        new Relation(7, NAME, 'd', List.of(new Relation.Column("id", true, 23, -1))),
        List.of(new SnapshotTable.Column("\"id\"", false)),
        filter,
        List.of(LEAF),
        override);
  }
}
