package io.walmirror.sink.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionTest {

  @Test
  void theOrderOfPositionsIsTheOrderOfVersions() {
    List<Position> ordered =
        List.of(
            new Position(1, 5, 1, 0),
            new Position(1, 5, 1, 1),
            new Position(1, 5, 2, 0),
            new Position(1, 0x7fff_ffff_ffff_ffffL, 1, 0),
            new Position(1, -1, 1, 0),
            new Position(0xffff_ffffL, 0, 0, 0));
    for (int i = 1; i < ordered.size(); i++) {
      assertThat(version(ordered.get(i - 1).text())).isLessThan(version(ordered.get(i).text()));
    }
  }

  @Test
  void everySchemeHasItsLetterAndWidth() {
    assertThat(new Version(VersionScheme.DEBEZIUM, "d" + "0".repeat(40)).text()).hasSize(41);
    assertThat(new Version(VersionScheme.OFFSET, "k" + "0".repeat(32)).text()).hasSize(33);
    assertThatThrownBy(() -> new Version(VersionScheme.OFFSET, "p" + "0".repeat(32)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> version("p" + "0".repeat(34) + "G"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unlikeSchemesAreNeverCompared() {
    Version debezium = new Version(VersionScheme.DEBEZIUM, "d" + "0".repeat(40));
    Version position = version("p" + "0".repeat(35));
    assertThatThrownBy(() -> position.compareTo(debezium))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Version version(String text) {
    return new Version(VersionScheme.POSITION, text);
  }
}
