package io.walmirror.connector.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class NumericCodecTest {

  private static final int TEN_COMMA_TWO = (10 << 16 | 2) + 4;

  @Test
  void binaryAndTextGiveTheSameNumber() {
    long seed = Long.getLong("walmirror.seed", System.nanoTime());
    Random random = new Random(seed);
    Codec codec = NumericCodec.of(DecimalMode.STRING, -1);
    for (int i = 0; i < 20_000; i++) {
      int scale = random.nextInt(30);
      BigDecimal number = new BigDecimal(new BigInteger(random.nextInt(200), random), scale);
      if (random.nextBoolean()) {
        number = number.negate();
      }
      byte[] text = number.toPlainString().getBytes(StandardCharsets.US_ASCII);
      byte[] binary = binary(number);
      assertThat(codec.binary(binary, 0, binary.length))
          .as("seed %d", seed)
          .isEqualTo(codec.text(text, 0, text.length))
          .isEqualTo(number.toPlainString());
    }
  }

  @Test
  void aDeclaredScaleIsKept() {
    Codec codec = NumericCodec.of(DecimalMode.PRECISE, TEN_COMMA_TWO);
    byte[] binary = binary(new BigDecimal("12.50"));

    assertThat(codec.binary(binary, 0, binary.length)).isEqualTo(new BigDecimal("12.50"));
    assertThat(codec.schema().build().parameters())
        .containsEntry("scale", "2")
        .containsEntry("connect.decimal.precision", "10");
  }

  @Test
  void aNegativeScaleRoundsToTensOrMore() {
    int modifier = (3 << 16 | (-2 & 0x7ff)) + 4;
    Codec codec = NumericCodec.of(DecimalMode.PRECISE, modifier);

    assertThat(codec.schema().build().parameters()).containsEntry("scale", "-2");
    assertThat(codec.text("12300".getBytes(StandardCharsets.US_ASCII), 0, 5))
        .isEqualTo(new BigDecimal("123E+2"));
  }

  @Test
  void withoutAScaleTrailingZerosAreStripped() {
    Codec codec = NumericCodec.of(DecimalMode.PRECISE, -1);
    Struct value = (Struct) codec.text("12.500".getBytes(StandardCharsets.US_ASCII), 0, 6);

    assertThat(value.getInt32("scale")).isEqualTo(1);
    assertThat(new BigInteger(value.getBytes("value"))).isEqualTo(125);
  }

  @Test
  void theLongestNumbersAreReadInBothForms() {
    Codec codec = NumericCodec.of(DecimalMode.PRECISE, -1);
    String zeros = "0".repeat(16_382);
    byte[] text = ("12" + "0".repeat(131_070) + ".1" + zeros).getBytes(StandardCharsets.US_ASCII);
    byte[] whole = ByteBuffer.allocate(10).putShort((short) 1).putShort((short) 32767).array();
    whole[8] = 1200 >> 8;
    whole[9] = (byte) 1200;

    Struct read = (Struct) codec.text(text, 0, text.length);
    assertThat(read.getInt32("scale")).isEqualTo(1);
    assertThat(new BigInteger(read.getBytes("value")))
        .isEqualTo(
            BigInteger.valueOf(12).multiply(BigInteger.TEN.pow(131_071)).add(BigInteger.ONE));
    Struct integer = (Struct) codec.binary(whole, 0, 10);
    assertThat(integer.getInt32("scale")).isZero();
    assertThat(new BigInteger(integer.getBytes("value")))
        .isEqualTo(BigInteger.valueOf(12).multiply(BigInteger.TEN.pow(131_070)));
  }

  @Test
  void whatIsNoNumberNamesTheSettingThatMakesRoom() {
    byte[] nan = ByteBuffer.allocate(8).putShort(4, (short) 0xC000).array();

    assertThatThrownBy(() -> NumericCodec.of(DecimalMode.PRECISE, TEN_COMMA_TWO).binary(nan, 0, 8))
        .isInstanceOf(UnrepresentableValueException.class)
        .hasMessageContaining("decimal.handling.mode");
    assertThat(NumericCodec.of(DecimalMode.STRING, -1).binary(nan, 0, 8)).isEqualTo("NaN");
    assertThat(NumericCodec.of(DecimalMode.DOUBLE, -1).binary(nan, 0, 8)).isEqualTo(Double.NaN);
  }

  @Test
  void bytesThatDoNotFitTheirHeaderAreMalformed() {
    byte[] binary = binary(new BigDecimal("12345.678"));
    Codec codec = NumericCodec.of(DecimalMode.PRECISE, -1);

    assertThatThrownBy(() -> codec.binary(binary, 0, binary.length - 1))
        .isInstanceOf(MalformedValueException.class);
    binary[9] = 0x7f;
    binary[8] = 0x7f;
    assertThatThrownBy(() -> codec.binary(binary, 0, binary.length))
        .isInstanceOf(MalformedValueException.class);
  }

  /** PostgreSQL's numeric_send, written from its documentation of the form. */
  private static byte[] binary(BigDecimal number) {
    int scale = number.scale();
    int padded = (scale + 3) / 4 * 4;
    String digits = number.abs().setScale(padded).unscaledValue().toString();
    digits = "0".repeat((4 - digits.length() % 4) % 4) + digits;
    int groups = number.signum() == 0 ? 0 : digits.length() / 4;
    int weight = groups - padded / 4 - 1;
    ByteBuffer buffer = ByteBuffer.allocate(8 + 2 * groups);
    buffer.putShort((short) groups).putShort((short) weight);
    buffer.putShort((short) (number.signum() < 0 ? 0x4000 : 0)).putShort((short) scale);
    for (int i = 0; i < groups; i++) {
      buffer.putShort(Short.parseShort(digits.substring(4 * i, 4 * i + 4)));
    }
    return buffer.array();
  }
}
