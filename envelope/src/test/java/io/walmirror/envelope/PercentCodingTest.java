package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentCodingTest {

  @Test
  void anyNameComesBack() {
    Random random = Seeded.random("PercentCodingTest.anyNameComesBack");
    for (int i = 0; i < 100_000; i++) {
      String name = Seeded.name(random);
      assertThat(PercentCoding.decode("h", PercentCoding.encode(name))).isEqualTo(name);
      assertThat(PercentCoding.decode("h", PercentCoding.encodeWordFirst(name))).isEqualTo(name);
    }
  }

  @Test
  void codedTextIsPlainAsciiWithoutTheSignsThatSeparate() {
    Random random = Seeded.random("PercentCodingTest.codedTextIsPlainAscii");
    for (int i = 0; i < 20_000; i++) {
      String name = Seeded.name(random);
      assertThat(PercentCoding.encode(name)).matches("[A-Za-z0-9_%-]*");
      assertThat(PercentCoding.encodeWordFirst(name)).matches("[A-Za-z_%][A-Za-z0-9_%-]*");
    }
  }

  @Test
  void ordinaryNamesStayReadable() {
    assertThat(PercentCoding.encode("order_items-2")).isEqualTo("order_items-2");
    assertThat(PercentCoding.encodeWordFirst("order_items-2")).isEqualTo("order_items-2");
  }

  @Test
  void aSpaceIsPercent20AndNeverPlus() {
    assertThat(PercentCoding.encode("a b+c.d")).isEqualTo("a%20b%2Bc%2Ed");
    assertThat(PercentCoding.encode("café")).isEqualTo("caf%C3%A9");
  }

  @Test
  void aFirstCharacterThatCouldBeginANumberIsCoded() {
    assertThat(PercentCoding.encodeWordFirst("1a1")).isEqualTo("%31a1");
    assertThat(PercentCoding.encodeWordFirst("-5")).isEqualTo("%2D5");
    assertThat(PercentCoding.encodeWordFirst("_5")).isEqualTo("_5");
  }

  @Test
  void hexDigitsOfEitherCaseAreRead() {
    assertThat(PercentCoding.decode("h", "%2b%2B")).isEqualTo("++");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "a%2", "%2g", "%+1", "%-1", "%２0", "a b", "a+b", "é", "a.b"})
  void refusesWhatItWouldNeverWrite(String coded) {
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> PercentCoding.decode("walmirror.table", coded))
        .withMessageStartingWith("header walmirror.table: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%FF", "%C3", "%ED%A0%80", "%C0%80"})
  void refusesBytesThatAreNoText(String coded) {
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> PercentCoding.decode("walmirror.table", coded))
        .withMessageContaining("no UTF-8");
  }
}
