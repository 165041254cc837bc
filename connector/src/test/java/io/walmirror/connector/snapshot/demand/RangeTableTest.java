package io.walmirror.connector.snapshot.demand;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.snapshot.Leaf;
import io.walmirror.connector.snapshot.SnapshotTable;
import io.walmirror.connector.snapshot.demand.SnapshotRequest.Kind;
import io.walmirror.envelope.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RangeTableTest {

  @Test
  void aRangeIsAWalkAlongTheKey() {
    TableName name = new TableName("public", "a\"b");
    Leaf leaf = new Leaf(name, 7, 8, 1, 1);
    SnapshotTable table =
        new SnapshotTable(
            new Relation(7, name, 'd', List.of(new Relation.Column("id", true, 23, -1))),
            List.of(new SnapshotTable.Column("\"id\"", false)),
            Optional.of("id > 0"),
            List.of(leaf),
            Optional.empty());
    RangeTable ranged =
        new RangeTable(
            new SnapshotRequest("a", Kind.INCREMENTAL, List.of("x"), Map.of()),
            table,
            List.of(
                new RangeTable.Column("id", "integer", "pg_catalog"),
                new RangeTable.Column("t", "text", "pg_catalog")),
            Optional.of("true -- all"),
            1,
            "id 23 -1",
            "form");
    assertThat(ranged.copy(leaf, List.of(), 10))
        .isEqualTo(
            "COPY (SELECT \"id\", format('%s', \"id\"), format('%s', \"t\") FROM ONLY"
                + " \"public\".\"a\"\"b\" WHERE true AND (id > 0) AND (true -- all\n)"
                + " ORDER BY \"a\"\"b\".\"id\", \"a\"\"b\".\"t\" LIMIT 10) TO STDOUT (FORMAT binary)");
    assertThat(ranged.copy(leaf, List.of("5", "it's \\"), 10))
        .contains(
            "AND (\"a\"\"b\".\"id\", \"a\"\"b\".\"t\") > ('5'::integer, E'it''s \\\\'::text)"
                + " ORDER BY");
    assertThat(ranged.schemas()).isEmpty();
  }
}
