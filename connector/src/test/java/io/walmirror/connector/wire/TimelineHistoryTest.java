package io.walmirror.connector.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.Lsn;
import org.junit.jupiter.api.Test;

class TimelineHistoryTest {

  private static final String FILE =
      """
      1\t0/15D68B0\tno recovery target specified

      2\tA/3000000\tbefore 2026-11-21 10:00:00+00
      """;

  @Test
  void aTimelineIsLeftWhereItsLineSays() {
    assertThat(TimelineHistory.forkOf(FILE, 1)).contains(Lsn.parse("0/15D68B0"));
    assertThat(TimelineHistory.forkOf(FILE, 2)).contains(Lsn.parse("A/3000000"));
  }

  @Test
  void aTimelineThatIsNoAncestorIsNotThere() {
    assertThat(TimelineHistory.forkOf(FILE, 3)).isEmpty();
    assertThat(TimelineHistory.forkOf(FILE, 15)).isEmpty();
  }
}
