package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.command.HashCommands;
import io.walmirror.sink.command.RowKeys;
import io.walmirror.sink.command.TruncatePolicy;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.row.PositionVersions;
import io.walmirror.sink.row.RowReader;
import io.walmirror.sink.template.KeyTemplate;
import org.junit.jupiter.api.Test;

class BatchTest {

  private final Table orders = Table.orders();
  private final Conversion conversion =
      new Conversion(
          new RowReader(new PositionVersions()),
          Mappings.of(
              new HashCommands(
                  new RowKeys(KeyTemplate.of("${table}", ":")), "_v", TruncatePolicy.FAIL)),
          topic -> false);

  @Test
  void aBatchIsFullAtItsRowsWhetherTheyAreSentOrNot() {
    Batch batch = new Batch(3);
    batch.add(conversion.steps(orders.upsert(1, "id", 1)));
    batch.add(conversion.steps(orders.truncate(2)));
    assertThat(batch.isFull()).isFalse();
    batch.add(conversion.steps(orders.delete(3, "id", 1)));
    assertThat(batch.isFull()).isTrue();
    assertThat(batch.commands()).hasSize(2);
  }

  @Test
  void aBatchIsFullAtItsBytes() {
    Batch batch = new Batch(500);
    String megabyte = "x".repeat(1 << 20);
    for (int i = 0; i < 4; i++) {
      assertThat(batch.isFull()).isFalse();
      batch.add(conversion.steps(orders.upsert(i, "id", i, "note", megabyte)));
    }
    assertThat(batch.isFull()).isTrue();
    batch.clear();
    assertThat(batch.isEmpty()).isTrue();
    assertThat(batch.isFull()).isFalse();
  }
}
