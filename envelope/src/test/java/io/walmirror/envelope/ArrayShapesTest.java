package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.walmirror.envelope.ArrayShape.Dimension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayShapesTest {

  @Test
  void namesAndNumbersAreWordsOfLettersDigitsAndDots() {
    Map<String, ArrayShape> shapes = new LinkedHashMap<>();
    shapes.put("a b", shape(1, 2, 1, 3));
    shapes.put("c.d+e", shape(-5, 2));
    assertThat(new ArrayShapes(shapes).text()).isEqualTo("d+a%20b.1.2.1.3+c%2Ed%2Be.-5.2");
    assertThat(ArrayShapes.NONE.text()).isEqualTo("d");
  }

  @Test
  void anyShapesComeBackInTheirOrder() {
    Random random = Seeded.random("ArrayShapesTest.anyShapesComeBackInTheirOrder");
    for (int round = 0; round < 2_000; round++) {
      Map<String, ArrayShape> shapes = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        int[] numbers = new int[2 * (1 + random.nextInt(ArrayShape.MOST))];
        for (int n = 0; n < numbers.length; n += 2) {
          numbers[n] = random.nextInt();
          numbers[n + 1] = 1 + random.nextInt(Integer.MAX_VALUE);
        }
        shapes.put(name(random), shape(numbers));
      }
      ArrayShapes back = ArrayShapes.parse(new ArrayShapes(shapes).text());
      assertThat(List.copyOf(back.byColumn().entrySet())).isEqualTo(List.copyOf(shapes.entrySet()));
    }
  }

  @Test
  void aHeaderThatIsAbsentNamesNoArray() {
    ConnectHeaders headers = new ConnectHeaders();
    assertThat(HeaderTexts.arrays(headers)).isEqualTo(ArrayShapes.NONE);
    headers.addString(HeaderNames.ARRAYS, "d+cells.1.2.1.2");
    assertThat(HeaderTexts.arrays(headers).of("cells")).contains(shape(1, 2, 1, 2));
    assertThat(HeaderTexts.arrays(headers).of("others")).isEmpty();
  }

  @Test
  void elementsAreCountedWithoutOverflow() {
    assertThat(shape(1, 2, 0, 3).elements()).isEqualTo(6);
    assertThat(shape(1, Integer.MAX_VALUE, 1, Integer.MAX_VALUE, 1, Integer.MAX_VALUE).elements())
        .isGreaterThan(Integer.MAX_VALUE);
    assertThat(shape(1, 3).isList()).isTrue();
    assertThat(shape(0, 3).isList()).isFalse();
    assertThat(shape(1, 3, 1, 1).isList()).isFalse();
    assertThat(new Dimension(Integer.MAX_VALUE, 2).last()).isEqualTo(Integer.MAX_VALUE + 1L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "u+a.1.2",
        "da.1.2",
        "d+a",
        "d+a.1",
        "d+a.1.2.3",
        "d+a.1.0",
        "d+a.x.2",
        "d+a.1.-1",
        "d+a b.1.2",
        "d+a.1.1.1.1.1.1.1.1.1.1.1.1.1.1",
        "d+a.1.99999999999"
      })
  void whatIsNoSuchTextIsRefused(String text) {
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> ArrayShapes.parse(text));
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      name.appendCodePoint(
          random.nextBoolean() ? 'a' + random.nextInt(26) : random.nextInt(0xd7ff));
    }
    return name.toString();
  }

  private static ArrayShape shape(int... numbers) {
    List<Dimension> dimensions = new ArrayList<>();
    for (int i = 0; i < numbers.length; i += 2) {
      dimensions.add(new Dimension(numbers[i], numbers[i + 1]));
    }
    return new ArrayShape(dimensions);
  }
}
