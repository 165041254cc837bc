package io.walmirror.connector.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteaCodecTest {

  private static final byte[] VALUE = {(byte) 0xfb, (byte) 0xff, 0, 1};

  @ParameterizedTest
  @CsvSource({"BASE64,+/8AAQ==", "BASE64_URL_SAFE,-_8AAQ==", "HEX,fbff0001"})
  void bytesAreWrittenAsText(BinaryMode mode, String expected) {
    Codec codec = new ByteaCodec(mode);
    byte[] text = "\\xfbff0001".getBytes(StandardCharsets.US_ASCII);

    assertThat(codec.binary(VALUE, 0, 4)).isEqualTo(expected);
    assertThat(codec.text(text, 0, text.length)).isEqualTo(expected);
    assertThat(codec.zero()).isEqualTo("");
    assertThat(codec.unavailable("gone")).isEqualTo("gone");
  }

  @Test
  void bytesStayBytes() {
    Codec codec = new ByteaCodec(BinaryMode.BYTES);

    assertThat(codec.binary(VALUE, 1, 2)).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0xff, 0}));
    assertThat(codec.unavailable("gone"))
        .isEqualTo(ByteBuffer.wrap("gone".getBytes(StandardCharsets.UTF_8)));
  }
}
