package io.walmirror.connector.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.value.ColumnMapping.Hashed;
import io.walmirror.connector.value.ColumnMapping.Masked;
import io.walmirror.connector.value.ColumnMapping.Truncated;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

class ColumnMappingTest {

  private static final int TEXT = 25;
  private static final int TEXTS = 1009;
  private final Codecs codecs = codecs(ValueModes.DEFAULT);

  @Test
  void aMaskLeavesNothingOfAnArrayOfTextsNorHowLongItIs() {
    Codec masked = new Masked(4).of(codec(TEXTS), TEXTS, -1);

    assertThat(masked.schema().build().parameters()).containsEntry("masked", "true");
    for (String value : List.of("{}", "{a}", "{{a,NULL},{b,c}}", "[5:6]={secret,secret}")) {
      assertThat(text(masked, value)).as(value).isEqualTo(List.of("****"));
      assertThat(text(masked, value)).isNotInstanceOf(ShapedArray.class);
    }
    assertThat(masked.ofNull()).as("NULL is hidden too").isEqualTo(List.of("****"));
    assertThat(masked.zero()).isEqualTo(List.of("****"));
  }

  @Test
  void aHashHidesEachElementAndKeepsNullsAndTheShape() throws NoSuchAlgorithmException {
    Hashed hash = Hashed.of("SHA-256", "salt", false);
    Codec text = hash.of(codec(TEXT), TEXT, -1);
    Codec texts = hash.of(codec(TEXTS), TEXTS, -1);

    Object read = text(texts, "{{a,NULL},{b,a}}");
    Object a = text(text, "a");
    assertThat(read).isEqualTo(Arrays.asList(a, null, text(text, "b"), a));
    assertThat(((ShapedArray) read).shape())
        .isEqualTo(((ShapedArray) text(codec(TEXTS), "{{a,NULL},{b,a}}")).shape());
    assertThat(texts.ofNull()).isNull();
  }

  @Test
  void aMaskSaysOfWhichValuesItHidesAll() throws NoSuchAlgorithmException {
    for (ColumnMapping mask : List.of(new Masked(4), Hashed.of("MD5", "s", true))) {
      for (int hidden : List.of(TEXT, TEXTS, 1043, 2950, 869, 114, 3802)) {
        assertThat(mask.reaches(schema(hidden))).as("%d", hidden).isTrue();
      }
      for (int clear : List.of(16, 17, 20, 23, 600, 701, 1082, 1114, 1700, 1007, 1001)) {
        assertThat(mask.reaches(schema(clear))).as("%d", clear).isFalse();
      }
      Codec map = new HstoreCodec(HstoreMode.MAP);
      assertThat(mask.reaches(map.schema().build())).isFalse();
    }
    assertThat(new Truncated(4).reaches(schema(23))).as("nothing is too long").isTrue();
  }

  private Codec codec(int oid) {
    return codecs.of(oid, -1).orElseThrow();
  }

  private Schema schema(int oid) {
    return codec(oid).schema().build();
  }

  /** The arrays of these types alone are in this catalog. */
  private static Codecs codecs(ValueModes modes) {
    return new Codecs(
        modes,
        oid ->
            switch (oid) {
              case TEXTS -> Optional.of(new PostgresType.Array(TEXT));
              case 1007 -> Optional.of(new PostgresType.Array(23));
              case 1001 -> Optional.of(new PostgresType.Array(17));
              default -> Optional.empty();
            });
  }

  private static Object text(Codec codec, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return codec.text(bytes, 0, bytes.length);
  }
}
