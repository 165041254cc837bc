package io.walmirror.connector.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.ArrayShape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/** The database's own types, with a catalog that counts what it is asked. */
class CodecsTest {

  private static final int MOOD = 20_000;

  private final Map<Integer, PostgresType> catalog = new HashMap<>();
  private final List<Integer> asked = new ArrayList<>();
  private final Codecs codecs =
      new Codecs(
          ValueModes.DEFAULT,
          oid -> {
            asked.add(oid);
            return Optional.ofNullable(catalog.get(oid));
          });

  @Test
  void aTypeIsAskedForOnceAndAgainOnlyForALabelThatWasNotNamed() {
    catalog.put(MOOD, new PostgresType.Enumeration(List.of("sad", "ok")));
    assertThat(text(mood(), "ok")).isEqualTo("ok");
    assertThat(mood().schema().parameters()).containsEntry("allowed", "sad,ok");
    assertThat(asked).containsExactly(MOOD);

    catalog.put(MOOD, new PostgresType.Enumeration(List.of("sad", "so-so", "ok", "happy")));
    codecs.learn(unknown("so-so"));
    assertThat(mood().schema().parameters()).containsEntry("allowed", "sad,so-so,ok,happy");
    codecs.learn(new UnknownLabelException(MOOD, "happy"));
    assertThat(asked).as("the second answer named both").containsExactly(MOOD, MOOD);
  }

  @Test
  void labelsThatTheCatalogHasNoMoreAreAskedForOnceEach() {
    catalog.put(MOOD, new PostgresType.Enumeration(List.of("sad")));
    for (String gone : List.of("then", "once")) {
      codecs.learn(unknown(gone));
    }
    assertThat(text(mood(), "then")).isEqualTo("then");
    assertThat(text(mood(), "once")).isEqualTo("once");
    assertThat(mood().schema().parameters()).containsEntry("allowed", "sad,then,once");
    assertThat(asked).hasSize(3);
  }

  @Test
  void aTypeOfAnUnknownKindIsReadInItsTextFormAlone() {
    catalog.put(1, new PostgresType.Base("cube", "cube_send"));
    catalog.put(2, new PostgresType.Array(1));
    catalog.put(3, new PostgresType.Domain(2, -1));

    Codec codec = codecs.of(3, -1).orElseThrow();
    assertThat(text(codec, "{\"(1, 2)\"}")).isEqualTo(List.of("(1, 2)"));
    byte[] one = {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7};
    assertThatThrownBy(() -> codec.binary(one, 0, one.length))
        .isInstanceOf(NeedsTextException.class)
        .hasMessageContaining("cube");
    assertThat(codecs.of(4, -1)).as("a type that is gone").isEmpty();
  }

  @Test
  void aTextThatIsNoArrayIsMalformed() {
    Codec codec = new ArrayCodec(Texts.PLAIN);
    for (String text :
        List.of("", "{", "{a", "{a,", "{\"a", "{\"a\\", "{a}}", "{a}x", "[0:1", "a")) {
      assertThatThrownBy(() -> text(codec, text))
          .as(text)
          .isInstanceOf(MalformedValueException.class);
    }
    assertThat(text(codec, "{a,NULL,\"NULL\",\"\"}"))
        .isEqualTo(Arrays.asList("a", null, "NULL", ""));
  }

  @Test
  void anArrayOfSeveralDimensionsOrOtherNumbersIsAListThatKnowsItsShape() {
    Codec codec = new ArrayCodec(Integers.INT4);
    ArrayShape square = shape(1, 2, 1, 2);
    List<Integer> elements = Arrays.asList(1, 2, null, 4);
    for (Object read :
        List.of(
            text(codec, "{{1,2},{NULL,4}}"),
            text(codec, "[1:2][1:2]={{1,2},{NULL,4}}"),
            binary(codec, 2, 0, 23, 2, 1, 2, 1, 4, 1, 4, 2, -1, 4, 4))) {
      assertThat(read).isInstanceOf(ShapedArray.class).isEqualTo(elements);
      assertThat(((ShapedArray) read).shape()).isEqualTo(square);
    }
    for (Object read :
        List.of(text(codec, "[-3:-2]={7,8}"), binary(codec, 1, 0, 23, 2, -3, 4, 7, 4, 8))) {
      assertThat(((ShapedArray) read).shape()).isEqualTo(shape(-3, 2));
    }
    for (Object read :
        List.of(
            text(codec, "{7,8}"),
            text(codec, "[1:2]={7,8}"),
            text(codec, "{}"),
            binary(codec, 1, 0, 23, 2, 1, 4, 7, 4, 8),
            binary(codec, 0, 0, 23))) {
      assertThat(read).isNotInstanceOf(ShapedArray.class);
    }
  }

  @Test
  void anArrayWhoseDimensionsAreNotWhatTheySayIsMalformed() {
    Codec codec = new ArrayCodec(Texts.PLAIN);
    for (String text :
        List.of(
            "{{a,b},{c}}",
            "{{a},b}",
            "{a,{b}}",
            "{{a},{b}",
            "{{}}",
            "[0=1]={a}",
            "[x:1]={a}",
            "{{{{{{{a}}}}}}}")) {
      assertThatThrownBy(() -> text(codec, text))
          .as(text)
          .isInstanceOf(MalformedValueException.class);
    }
    int huge = Integer.MAX_VALUE;
    for (int[] words :
        List.of(
            new int[] {2, 0, 25, huge, 1, huge, 1},
            new int[] {7, 0, 25, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
            new int[] {2, 0, 25, 1, 1},
            new int[] {2, 0, 25, 2, 1, -2, 1},
            new int[] {-1, 0, 25})) {
      assertThatThrownBy(() -> binary(codec, words))
          .as(Arrays.toString(words))
          .isInstanceOf(MalformedValueException.class);
    }
  }

  /** Its elements are arrays of other shapes each, in quotes: no list of lists holds that. */
  @Test
  void anArrayOfADomainOverAnArrayIsWhatPostgresPrints() {
    catalog.put(2, new PostgresType.Domain(1007, -1));
    catalog.put(3, new PostgresType.Domain(2, -1));
    catalog.put(1007, new PostgresType.Array(23));
    String printed = "{\"{1,2}\",\"[5:6]={3,NULL}\",NULL}";
    for (int domain : List.of(2, 3)) {
      catalog.put(4, new PostgresType.Array(domain));
      Codecs fresh = new Codecs(ValueModes.DEFAULT, oid -> Optional.ofNullable(catalog.get(oid)));
      Codec codec = fresh.of(4, -1).orElseThrow();
      assertThat(codec.schema().build()).isEqualTo(Schema.STRING_SCHEMA);
      assertThat(text(codec, printed)).isEqualTo(printed);
      assertThat(codec.prefersText()).isTrue();
      assertThatThrownBy(() -> binary(codec, 1, 0, domain, 1, 1, 12, 0, 0, 23))
          .isInstanceOf(NeedsTextException.class);
    }
    assertThat(text(codecs.of(3, -1).orElseThrow(), "{1,2}")).isEqualTo(List.of(1, 2));
  }

  @Test
  void aSingleByteCharacterIsTheSameInBothFormsWhateverTheByte() {
    Codec codec = codecs.of(18, -1).orElseThrow();
    for (int value = 0; value < 256; value++) {
      byte[] binary = {(byte) value};
      String printed =
          value == 0
              ? ""
              : value < 128 ? Character.toString(value) : "\\" + Integer.toOctalString(value);
      assertThat(codec.binary(binary, 0, 1)).isEqualTo(printed);
      assertThat(codecs.print(18, binary, 0, 1)).contains(printed);
      assertThat(text(codec, printed)).isEqualTo(printed);
      if (value > 0) {
        assertThat(codec.text(binary, 0, 1)).as("before PostgreSQL 16").isEqualTo(printed);
      }
    }
    assertThat(text(new ArrayCodec(codec), "{a,\"\",\"\\\\303\"}"))
        .isEqualTo(List.of("a", "", "\\303"));
    assertThatThrownBy(() -> codec.binary(new byte[2], 0, 2))
        .isInstanceOf(MalformedValueException.class);
  }

  private static ArrayShape shape(int... numbers) {
    List<ArrayShape.Dimension> dimensions = new ArrayList<>();
    for (int i = 0; i < numbers.length; i += 2) {
      dimensions.add(new ArrayShape.Dimension(numbers[i], numbers[i + 1]));
    }
    return new ArrayShape(dimensions);
  }

  private static Object binary(Codec codec, int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.length);
    bytes.asIntBuffer().put(words);
    return codec.binary(bytes.array(), 0, bytes.capacity());
  }

  @Test
  void mutatedArraysAreReadOrRefusedAndNeverReadBeyond() {
    long seed = Long.getLong("walmirror.seed", System.nanoTime());
    Random random = new Random(seed);
    Codec codec = new ArrayCodec(Integers.INT4);
    byte[] whole = {
      0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 23, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 9, -1, -1,
      -1, -1
    };
    assertThat(codec.binary(whole, 0, whole.length)).isEqualTo(Arrays.asList(9, null));
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      // Nothing lies behind the value: reading beyond it would not go unnoticed.
      byte[] bytes = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      try {
        codec.binary(bytes, 0, bytes.length);
      } catch (MalformedValueException | UnrepresentableValueException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + Arrays.toString(bytes), e);
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  private Codec mood() {
    return codecs.of(MOOD, -1).orElseThrow();
  }

  private UnknownLabelException unknown(String label) {
    try {
      text(mood(), label);
    } catch (UnknownLabelException e) {
      return e;
    }
    throw new AssertionError("the label is known");
  }

  private static Object text(Codec codec, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return codec.text(bytes, 0, bytes.length);
  }
}
