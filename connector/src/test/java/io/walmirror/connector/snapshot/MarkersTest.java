package io.walmirror.connector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.pgoutput.Tuple;
import io.walmirror.envelope.TableName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MarkersTest {

  private final List<String> rows = new ArrayList<>();
  private final LeafProgress a = leaf(1);
  private final LeafProgress b = leaf(2);
  private final Markers markers = markers(true);

  @Test
  void theFirstAndTheLastRowOfEachTableAndOfAllAreTold() {
    read(a, "a1", "a2", "a3");
    read(b, "b1", "b2", "b3");
    markers.end(true);
    assertThat(rows)
        .containsExactly(
            "a1 first",
            "a2 true",
            "a3 last_in_data_collection",
            "b1 first_in_data_collection",
            "b2 true",
            "b3 last");
  }

  @Test
  void theLastRowIsTheLastOneThoughEmptyTablesFollow() {
    read(a, "a1", "a2");
    read(b);
    markers.end(true);
    assertThat(rows).containsExactly("a1 first", "a2 last");
  }

  @Test
  void aLoneRowIsTheLastOfAllAndElseTheFirst() {
    read(a, "a1");
    read(b, "b1");
    markers.end(true);
    assertThat(rows).containsExactly("a1 first", "b1 last");
  }

  @Test
  void aChunkIsDoneOnlyWhenItsLastRowGoesOn() {
    Chunk chunk = a.rest().get(0);
    markers.row(a, chunk, tuple("a1"));
    markers.chunkDone(a, chunk);
    assertThat(a.complete()).isFalse();
    markers.tableDone(1);
    assertThat(a.complete()).isFalse();
    markers.end(true);
    assertThat(a.complete()).isTrue();
  }

  @Test
  void whereMoreIsToComeNoRowIsTheLast() {
    Markers resumed = markers(false);
    resumed.row(a, a.rest().get(0), tuple("a1"));
    resumed.row(a, a.rest().get(0), tuple("a2"));
    resumed.end(false);
    assertThat(rows).containsExactly("a1 first_in_data_collection", "a2 true");
  }

  private Markers markers(boolean fromStart) {
    return new Markers(
        fromStart,
        Set.of(),
        (leaf, chunk, row, marker) ->
            rows.add(new String(row.bytes(), StandardCharsets.UTF_8) + " " + marker));
  }

  private void read(LeafProgress leaf, String... texts) {
    Chunk chunk = leaf.rest().get(0);
    for (String text : texts) {
      markers.row(leaf, chunk, tuple(text));
    }
    markers.chunkDone(leaf, chunk);
    markers.tableDone(leaf.table().relation().oid());
  }

  private static Tuple tuple(String text) {
    return new Tuple(text.getBytes(StandardCharsets.UTF_8), 0);
  }

  private static LeafProgress leaf(int oid) {
    TableName name = new TableName("s", "t" + oid);
    Leaf leaf = new Leaf(name, oid, 1, 1, 1);
    SnapshotTable table =
        new SnapshotTable(
            new Relation(oid, name, 'd', List.of()),
            List.of(),
            Optional.empty(),
            List.of(leaf),
            Optional.empty());
    return LeafProgress.none(table, leaf, 10);
  }
}
