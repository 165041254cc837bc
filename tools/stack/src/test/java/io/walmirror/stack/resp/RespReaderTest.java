package io.walmirror.stack.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RespReaderTest {

  private static Object read(String bytes) throws IOException {
    byte[] utf8 = bytes.getBytes(StandardCharsets.UTF_8);
    return new RespReader(new ByteArrayInputStream(utf8)).read(false);
  }

  @Test
  void readsEveryKindOfAnswer() throws IOException {
    assertThat(read("+OK\r\n")).isEqualTo("OK");
    assertThat(read(":-42\r\n")).isEqualTo(-42L);
    assertThat(read("$5\r\na\r\nbc\r\n")).isEqualTo("a\r\nbc");
    assertThat(read("$0\r\n\r\n")).isEqualTo("");
    assertThat(read("$-1\r\n")).isNull();
    assertThat(read("*-1\r\n")).isNull();
    assertThat(read("_\r\n")).isNull();
    assertThat(read("#t\r\n")).isEqualTo(true);
    assertThat(read(",1.5\r\n")).isEqualTo(1.5);
    assertThat(read(",-inf\r\n")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(read("(12345678901234567890\r\n")).isEqualTo("12345678901234567890");
    assertThat(read("=7\r\ntxt:abc\r\n")).isEqualTo("abc");
    assertThat(read("%1\r\n+k\r\n:1\r\n")).isEqualTo(List.of("k", 1L));
    assertThat(read("|1\r\n+ttl\r\n:1\r\n+v\r\n")).isEqualTo("v");
    assertThat(read("*3\r\n:1\r\n*1\r\n+a\r\n$-1\r\n"))
        .isEqualTo(Arrays.asList(1L, List.of("a"), null));
  }

  @Test
  void anErrorIsAValueWithItsCode() throws IOException {
    assertThat(read("-WRONGTYPE not a hash\r\n"))
        .isEqualTo(new RespError("WRONGTYPE", "WRONGTYPE not a hash"));
    assertThat(read("*2\r\n-ERR no\r\n:1\r\n"))
        .isEqualTo(List.of(new RespError("ERR", "ERR no"), 1L));
    assertThat(read("!6\r\nERR no\r\n")).isEqualTo(new RespError("ERR", "ERR no"));
  }

  @Test
  void anAnswerThatEndsInItsMiddleIsNoAnswer() {
    assertThatThrownBy(() -> read("$5\r\nab")).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read("+OK")).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read("")).isInstanceOf(EOFException.class);
  }

  @Test
  void whatIsNoRedisIsSaidToBeNone() {
    assertThatThrownBy(() -> read("HTTP/1.1 400 Bad Request\r\n"))
        .isInstanceOf(ProtocolException.class);
  }
}
