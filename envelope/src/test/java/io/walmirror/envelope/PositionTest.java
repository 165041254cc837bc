package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

  private static final Position HIGHEST = new Position(0xffff_ffffL, -1L, 0xff_ffff_ffffL, 15);

  @Test
  void textIsTheLetterAndFixedWidthHex() {
    assertThat(new Position(1, 0x16_b374_d848L, 300, Position.MOVED_CREATE).text())
        .isEqualTo("p" + "00000001" + "00000016b374d848" + "000000012c" + "2")
        .hasSize(Position.TEXT_LENGTH);
    assertThat(HIGHEST.text()).isEqualTo("p" + "f".repeat(35));
    assertThat(HIGHEST).hasToString(HIGHEST.text());
  }

  @Test
  void readsWhatItWrote() {
    Random random = Seeded.random("PositionTest.readsWhatItWrote");
    for (int i = 0; i < 100_000; i++) {
      Position position = Seeded.position(random);
      assertThat(Position.parse(position.text())).isEqualTo(position);
    }
    assertThat(Position.parse(HIGHEST.text())).isEqualTo(HIGHEST);
  }

  @Test
  void theOrderOfPositionsIsTheOrderOfTheirBytes() {
    Random random = Seeded.random("PositionTest.theOrderOfPositionsIsTheOrderOfTheirBytes");
    Position last = Seeded.position(random);
    for (int i = 0; i < 200_000; i++) {
      Position next = random.nextBoolean() ? Seeded.position(random) : neighbour(last, random);
      assertThat(Integer.signum(last.compareTo(next)))
          .as("%s against %s", last, next)
          .isEqualTo(Integer.signum(byBytes(last, next)));
      assertThat(last.compareTo(next) == 0).isEqualTo(last.equals(next));
      last = next;
    }
  }

  @Test
  void sortingPositionsAndSortingTheirTextsIsTheSame() {
    Random random = Seeded.random("PositionTest.sortingPositionsAndSortingTheirTextsIsTheSame");
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      positions.add(Seeded.position(random));
    }
    List<String> texts = new ArrayList<>(positions.stream().map(Position::text).toList());
    positions.sort(null);
    texts.sort(null);
    assertThat(positions).extracting(Position::text).isEqualTo(texts);
  }

  @Test
  void aGenerationOutranksEveryLsnAndAnLsnEveryOrdinal() {
    assertThat(new Position(2, 0, 0, 0)).isGreaterThan(new Position(1, -1, 0xff_ffff_ffffL, 15));
    assertThat(new Position(1, 2, 0, 0)).isGreaterThan(new Position(1, 1, 0xff_ffff_ffffL, 15));
    assertThat(new Position(1, 1, 2, 0)).isGreaterThan(new Position(1, 1, 1, 15));
    assertThat(new Position(1, Long.MIN_VALUE, 0, 0))
        .isGreaterThan(new Position(1, Long.MAX_VALUE, 0, 0));
  }

  @Test
  void onlyThePartOfAChangeIsReplaced() {
    assertThat(new Position(1, 2, 3, Position.CHANGE).withPart(Position.TOMBSTONE))
        .isEqualTo(new Position(1, 2, 3, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p",
        "p0000000100000016b374d848000000012c",
        "p0000000100000016b374d848000000012c20",
        "P0000000100000016b374d848000000012c2",
        "00000000100000016b374d848000000012c2",
        "p0000000100000016B374d848000000012c2",
        "p+000000100000016b374d848000000012c2",
        "p0000000100000016b374d848000000012c ",
        "p0000000100000016b374d84800000001２c2"
      })
  void refusesEverythingButThatForm(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Position.parse(text))
        .withMessageContaining("not a position");
  }

  @Test
  void aLongTextIsNotRepeatedInTheMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Position.parse("x".repeat(5_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Position(-1, 0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Position(0x1_0000_0000L, 0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Position(0, 0, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Position(0, 0, 0x100_0000_0000L, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Position(0, 0, 0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Position(0, 0, 0, 16));
  }

  private static Position neighbour(Position p, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> p.withPart(random.nextInt(16));
      case 1 -> new Position(p.generation(), p.commitLsn(), random.nextInt(1_000), p.part());
      case 2 -> new Position(p.generation(), ~p.commitLsn(), p.ordinal(), p.part());
      default -> p;
    };
  }

  private static int byBytes(Position a, Position b) {
    return Arrays.compareUnsigned(
        a.text().getBytes(StandardCharsets.US_ASCII), b.text().getBytes(StandardCharsets.US_ASCII));
  }
}
