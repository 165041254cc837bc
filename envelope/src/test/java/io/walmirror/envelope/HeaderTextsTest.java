package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.junit.jupiter.api.Test;

class HeaderTextsTest {

  private static final Position POSITION = new Position(7, 0x16_b374_d848L, 3, Position.CHANGE);

  @Test
  void aRecordWithoutOurHeadersSaysNothing() {
    Headers none = new ConnectHeaders();
    assertThat(HeaderTexts.position(none)).isEmpty();
    assertThat(HeaderTexts.op(none)).isEmpty();
    assertThat(HeaderTexts.table(none)).isEmpty();
    assertThat(HeaderTexts.unchanged(none)).isEqualTo(UnchangedColumns.NONE);
  }

  @Test
  void readsAString() {
    Headers headers =
        new ConnectHeaders()
            .addString(HeaderNames.POSITION, POSITION.text())
            .addString(HeaderNames.OP, "d")
            .addString(HeaderNames.TABLE, "public.orders")
            .addString(HeaderNames.UNCHANGED, "u+body");
    assertThat(HeaderTexts.position(headers)).contains(POSITION);
    assertThat(HeaderTexts.op(headers)).contains(Op.DELETE);
    assertThat(HeaderTexts.table(headers)).contains(new TableName("public", "orders"));
    assertThat(HeaderTexts.unchanged(headers).names()).containsExactly("body");
  }

  @Test
  void readsUtf8Bytes() {
    byte[] utf8 = POSITION.text().getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.wrap(utf8);
    assertThat(positionOf(utf8)).isEqualTo(POSITION);
    assertThat(positionOf(buffer)).isEqualTo(POSITION);
    assertThat(buffer.remaining()).isEqualTo(utf8.length);
  }

  @Test
  void readsWhatJsonConvertersLeave() {
    Map<String, Object> wrapped = new HashMap<>();
    wrapped.put("schema", Map.of("type", "string", "optional", false));
    wrapped.put("payload", POSITION.text());
    assertThat(positionOf(wrapped)).isEqualTo(POSITION);
    assertThat(positionOf("\"" + POSITION + "\"")).isEqualTo(POSITION);
    assertThat(
            positionOf(
                "{\"schema\":{\"type\":\"string\",\"optional\":false},\"payload\":\""
                    + POSITION
                    + "\"}"))
        .isEqualTo(POSITION);
  }

  @Test
  void theLastOfSeveralHeadersCounts() {
    Headers headers =
        new ConnectHeaders().addString(HeaderNames.OP, "u").addString(HeaderNames.OP, "d");
    assertThat(HeaderTexts.op(headers)).contains(Op.DELETE);
  }

  @Test
  void aNumberIsRefusedWithTheCure() {
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> positionOf(15L))
        .withMessageContaining("header walmirror.position: expected text, found Long")
        .withMessageContaining("set header.converter to SimpleHeaderConverter");
  }

  @Test
  void aNullIsRefused() {
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> positionOf(null))
        .withMessageContaining("found null");
  }

  @Test
  void aMapWithoutATextIsRefused() {
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> positionOf(Map.of("payload", 5)));
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> positionOf(Map.of("value", POSITION.text())));
  }

  @Test
  void jsonThatHoldsNoTextIsRefused() {
    for (String json : new String[] {"\"", "\"\"", "{", "{\"payload\":5}", "{\"payload\":\"p"}) {
      assertThatExceptionOfType(MalformedHeaderException.class)
          .as(json)
          .isThrownBy(() -> positionOf(json));
    }
  }

  @Test
  void anUnknownOpIsRefused() {
    Headers headers = new ConnectHeaders().addString(HeaderNames.OP, "x");
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> HeaderTexts.op(headers))
        .withMessage("header walmirror.op: none of c, u, d, r, t, m: x");
  }

  @Test
  void aMalformedPositionNamesTheHeader() {
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> positionOf("p123"))
        .withMessageContaining("header walmirror.position: not a position")
        .withCauseInstanceOf(IllegalArgumentException.class);
  }

  private static Position positionOf(Object header) {
    Headers headers = new ConnectHeaders().add(HeaderNames.POSITION, header, null);
    return HeaderTexts.position(headers).orElseThrow();
  }
}
