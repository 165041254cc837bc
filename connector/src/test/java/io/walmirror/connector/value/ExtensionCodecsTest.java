package io.walmirror.connector.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** pgvector's and PostGIS's types, by bytes written from the forms that they document. */
class ExtensionCodecsTest {

  @Test
  void aVectorIsTheNumbersThatItPrints() {
    Codec codec = codec("vector", -1);
    String binary = "0003 0000 3dcccccd c0000000 7e967699";

    assertThat(codec.schema().build().name()).isEqualTo("io.debezium.data.DoubleVector");
    assertThat(binary(codec, binary))
        .isEqualTo(List.of(0.1, -2.0, 1e38))
        .isEqualTo(text(codec, "[0.1,-2,1e+38]"));
  }

  @Test
  void aHalfVectorIsTheNumbersThatItPrints() {
    Codec codec = codec("halfvec", -1);

    assertThat(codec.schema().build().name()).isEqualTo("io.debezium.data.FloatVector");
    assertThat(binary(codec, "0004 0000 3e00 c000 0001 7bff"))
        .isEqualTo(List.of(1.5f, -2f, 5.9604645e-8f, 65504f))
        .isEqualTo(text(codec, "[1.5,-2,5.9604645e-08,65504]"));
  }

  @Test
  void aSparseVectorCountsFromOneAndHasRoomForManyDimensions() {
    String binary = "0000c350 00000002 00000000 00000000 0000c34f 3fc00000 40000000";
    Codec large = bound(codec("sparsevec", 50_000));
    Struct vector = (Struct) binary(large, binary);
    assertThat(vector).isEqualTo(text(large, "{1:1.5,50000:2}/50000"));
    assertThat(vector.get("dimensions")).isEqualTo(50_000);
    assertThat(vector.getMap("vector")).isEqualTo(Map.of(1, 1.5, 50_000, 2.0));

    Codec small = bound(codec("sparsevec", 5));
    Struct few = (Struct) text(small, "{1:1.5,3:2}/5");
    assertThat(few.schema().field("dimensions").schema()).isEqualTo(Schema.INT16_SCHEMA);
    assertThat(few.getMap("vector")).isEqualTo(Map.of((short) 1, 1.5, (short) 3, 2.0));
  }

  @Test
  void aGeometryIsItsWellKnownBinaryWithItsReference() {
    // POINT(1 2) with reference 4326, and without.
    String withReference = "0101000020E6100000000000000000F03F0000000000000040";
    String without = "0101000000000000000000F03F0000000000000040";
    for (String type : List.of("geometry", "geography")) {
      Codec codec = bound(codec(type, -1));
      Struct point = (Struct) text(codec, withReference);
      assertThat(point.schema().name())
          .endsWith(type.equals("geometry") ? "Geometry" : "Geography");
      assertThat(point.get("srid")).isEqualTo(4326);
      assertThat(point.getBytes("wkb")).isEqualTo(HexFormat.of().parseHex(withReference));
      assertThat(((Struct) binary(codec, withReference)).getBytes("wkb"))
          .isEqualTo(point.getBytes("wkb"));
      assertThat(((Struct) text(codec, without)).get("srid")).isNull();
    }
    Codec array = bound(new ArrayCodec(codec("geometry", -1)));
    assertThat((List<?>) text(array, "{" + without + ":NULL:" + without + "}")).hasSize(3);
  }

  @Test
  void bytesThatDoNotFitAreMalformed() {
    for (String type : List.of("vector", "halfvec", "sparsevec", "hstore")) {
      Codec codec = bound(codec(type, -1));
      for (String bytes : List.of("", "00", "00030000", "000000030000000100000000")) {
        assertThatThrownBy(() -> binary(codec, bytes))
            .as("%s %s", type, bytes)
            .isInstanceOf(MalformedValueException.class);
      }
    }
  }

  private static Codec codec(String type, int modifier) {
    return new Codecs(
            ValueModes.DEFAULT, oid -> Optional.of(new PostgresType.Base(type, type + "_send")))
        .of(70_000, modifier)
        .orElseThrow();
  }

  private static Codec bound(Codec codec) {
    return codec.forSchema(codec.schema().build());
  }

  private static Object binary(Codec codec, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return codec.binary(bytes, 0, bytes.length);
  }

  private static Object text(Codec codec, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return codec.text(bytes, 0, bytes.length);
  }
}
