package io.walmirror.connector.record;

import static io.walmirror.connector.record.ChangedTable.INT4;
import static io.walmirror.connector.record.ChangedTable.column;
import static io.walmirror.connector.record.ChangedTable.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.connector.pgoutput.Relation;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

/** Keys are not made of forms in which values of two rows are one. */
class KeyFormsTest {

  private static final int TIMETZ = 1266;

  @Test
  void aColumnWhoseFormMergesValuesIsInNoKey() {
    ChangedTable table = keyed("at");

    assertThatThrownBy(() -> table.insert("7", "10:00:00+02"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column at of public.t is in the key")
        .hasMessageContaining("time.precision.mode=structured")
        .hasMessageContaining("message.key.columns");
    assertThat(table.records).isEmpty();
  }

  @Test
  void itMayBeInTheRow() {
    ChangedTable table = keyed("id");

    table.insert("7", "10:00:00+02");

    assertThat(table.keys()).containsExactly("c [7]");
  }

  private static ChangedTable keyed(String key) {
    List<Relation.Column> columns =
        List.of(column("id", INT4, key.equals("id")), column("at", TIMETZ, key.equals("at")));
    return ChangedTable.of(
        'd', columns, told(List.of("id", "at"), Set.of("id", "at"), key), ColumnRules.NONE);
  }
}
