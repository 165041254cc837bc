package io.walmirror.sink.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

class ColumnsTest {

  @Test
  void theFingerprintIsOfTheNamesWhateverTheirOrder() {
    Schema schema =
        SchemaBuilder.struct()
            .field("b", Schema.INT32_SCHEMA)
            .field("a", Schema.STRING_SCHEMA)
            .build();
    Columns typed = Columns.of(schema);
    Columns untyped = Columns.of(List.of("a", "b"));
    assertThat(typed.fingerprint()).isEqualTo(untyped.fingerprint());
    assertThat(typed.fingerprint().toString()).matches("[0-9a-f]{8}");
  }

  @Test
  void theFingerprintChangesWithEveryColumn() {
    Columns columns = Columns.of(List.of("a", "b"));
    assertThat(Columns.of(List.of("a")).fingerprint()).isNotEqualTo(columns.fingerprint());
    assertThat(Columns.of(List.of("ab")).fingerprint()).isNotEqualTo(columns.fingerprint());
    assertThat(Columns.of(List.of("a")).fingerprintWith(List.of("b")))
        .isEqualTo(columns.fingerprint());
  }
}
