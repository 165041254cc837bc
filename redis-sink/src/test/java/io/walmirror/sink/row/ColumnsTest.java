package io.walmirror.sink.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

class ColumnsTest {

  @Test
  void theFingerprintIsOfTheNamesWhateverTheirOrder() {
    assertThat(Columns.fingerprint(List.of("b", "a")))
        .isEqualTo(Columns.fingerprint(List.of("a", "b")));
    assertThat(Columns.fingerprint(List.of("b")).toString()).matches("[0-9a-f]{8}");
  }

  @Test
  void theFingerprintChangesWithEveryColumn() {
    assertThat(
            List.of(
                Columns.fingerprint(List.of("a")),
                Columns.fingerprint(List.of("ab")),
                Columns.fingerprint(List.of("a", "b"))))
        .doesNotHaveDuplicates();
  }

  @Test
  void aColumnHasItsSchemaWhereThereIsOne() {
    Columns typed = Columns.of(SchemaBuilder.struct().field("b", Schema.INT32_SCHEMA).build());
    assertThat(typed.schema(0)).contains(Schema.INT32_SCHEMA);
    assertThat(Columns.of(List.of("b")).schema(0)).isEmpty();
  }
}
