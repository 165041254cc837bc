package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SweepRecordTest {

  private final SweepRecord sweep =
      SweepRecord.of(
          new TableName("public", "order items"),
          7,
          0x2000,
          Map.of("shop.public.order_items", Map.of(10, 5L, 9, 41L), "a", Map.of(0, 0L)));

  @Test
  void isJsonWithTopicsAndPartitionsInOrder() {
    assertThat(sweep.key("shop"))
        .isEqualTo("{\"server\":\"shop\",\"kind\":\"sweep\",\"table\":\"public.order%20items\"}");
    assertThat(sweep.value())
        .isEqualTo(
            "{\"kind\":\"sweep\",\"table\":\"public.order%20items\","
                + "\"before\":\"p000000070000000000001fff00000000000\","
                + "\"offsets\":{\"a\":{\"0\":0},"
                + "\"shop.public.order_items\":{\"9\":41,\"10\":5}}}");
  }

  /** The snapshot's rows are right before its consistent point, changes are from there on. */
  @Test
  void sparesTheSnapshotsRowsAndWhatIsNewer() {
    assertThat(sweep.before())
        .isLessThan(new Position(7, 0x1fff, 1, Position.CHANGE))
        .isLessThan(new Position(7, 0x2000, 1, Position.CHANGE))
        .isGreaterThan(new Position(7, 0x1fe0, Long.MAX_VALUE >>> 24, Position.MOVED_CREATE))
        .isGreaterThan(new Position(6, 0x9000, 1, Position.CHANGE));
  }

  @Test
  void sparesRowsFromTheFirstOnAndNoneBeforeItAtTheSamePlace() {
    TableName table = new TableName("public", "t");
    assertThat(SweepRecord.of(table, 7, 0x2000, 9, Map.of("t", Map.of())).before())
        .isEqualTo(new Position(7, 0x1fff, 9, Position.CHANGE))
        .isGreaterThan(new Position(7, 0x1fff, 8, Position.CHANGE));
  }

  @Test
  void aTopicThatNothingWasWrittenToIsNamedToo() {
    TableName table = new TableName("public", "t");
    assertThat(SweepRecord.of(table, 1, 1, Map.of("shop.public.t", Map.of())).value())
        .endsWith("\"offsets\":{\"shop.public.t\":{}}}");
    assertThatIllegalArgumentException().isThrownBy(() -> SweepRecord.of(table, 1, 1, Map.of()));
  }
}
