package io.walmirror.sink.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnavailableValueTest {

  private static final String TEXT = "__debezium_unavailable_value";
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

  @Test
  void thePlaceholderIsKnownInTheFormOfEveryType() {
    List<Object> codes = new ArrayList<>();
    for (byte b : BYTES) {
      codes.add((long) b);
    }
    for (Object value :
        List.of(
            TEXT,
            BYTES,
            ByteBuffer.wrap(BYTES),
            List.of(TEXT),
            List.of(ByteBuffer.wrap(BYTES)),
            List.of(UUID.nameUUIDFromBytes(BYTES).toString()),
            codes,
            Map.of(TEXT, TEXT),
            "{\"" + TEXT + "\":\"" + TEXT + "\"}")) {
      assertThat(UnavailableValue.is(value)).as(value.getClass().getSimpleName()).isTrue();
    }
  }

  @Test
  void otherValuesAreNot() {
    for (Object value :
        List.of(
            "",
            TEXT + " ",
            new byte[] {1},
            7,
            true,
            List.of(),
            List.of(TEXT, TEXT),
            Arrays.asList((Object) null),
            Map.of(),
            Map.of("a", TEXT))) {
      assertThat(UnavailableValue.is(value)).as("%s", value).isFalse();
    }
  }
}
