package io.walmirror.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.Lsn;
import org.junit.jupiter.api.Test;

class SeenTest {

  private static final Lsn ANY = Lsn.parse("0/100");

  @Test
  void aSnapshotShowsWhatIsBelowItsNextIdAndNotInProgress() {
    Seen seen = Seen.of("100:110:100,105");
    assertThat(seen.sees(99, ANY)).isTrue();
    assertThat(seen.sees(100, ANY)).isFalse();
    assertThat(seen.sees(104, ANY)).isTrue();
    assertThat(seen.sees(105, ANY)).isFalse();
    assertThat(seen.sees(109, ANY)).isTrue();
    assertThat(seen.sees(110, ANY)).isFalse();
    assertThat(seen.sees(111, ANY)).isFalse();
    assertThat(Seen.of("7:7:").sees(6, ANY)).isTrue();
  }

  @Test
  void idsWrapAround() {
    // 4294967396 is 100 in its second round; 4294967290 is in the first.
    Seen seen = Seen.of("4294967290:4294967396:4294967291");
    assertThat(seen.sees((int) 4294967290L, ANY)).isTrue();
    assertThat(seen.sees((int) 4294967291L, ANY)).isFalse();
    assertThat(seen.sees(99, ANY)).isTrue();
    assertThat(seen.sees(100, ANY)).isFalse();
  }

  @Test
  void aStandbyShowsWhatWasReplayed() {
    Seen seen = new Seen.ByReplay(Lsn.parse("0/200"));
    assertThat(seen.sees(1, Lsn.parse("0/1F8"))).isTrue();
    assertThat(seen.sees(1, Lsn.parse("0/200"))).isFalse();
  }
}
