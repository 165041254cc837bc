package io.walmirror.stack.up.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MirrorCheckTest {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final FakeStores stores = new FakeStores();
  private final MirrorCheck check =
      new MirrorCheck(
          List.of(new MirrorCheck.Subject(FakeStores.TABLE, List.of("t", "flat:t"))),
          stores,
          stores,
          PATIENCE,
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
          () -> stores.nanos,
          stores::pause);

  @BeforeEach
  void fill() {
    stores.mirrored("1", "id", "1", "name", "Ada");
    stores.mirrored("2", "id", "2");
    stores.mirrored("3", "id", "3", "name", "");
  }

  @Test
  void equalStoresAreEqualAtTheFirstLook() throws Exception {
    Verdict verdict = check.run();

    assertThat(verdict.equal()).isTrue();
    assertThat(stores.pauses).isZero();
    assertThat(verdict.lines()).hasSize(2);
    assertThat(verdict.line("t", "flat:t").orElseThrow().keys()).isEqualTo(3);
    assertThat(verdict.line("t", "t").orElseThrow().sampled()).isFalse();
  }

  @Test
  void everyInjectedDifferenceIsFoundAndNothingElse() throws Exception {
    stores.hashes.remove("t:1");
    stores.hash("t:9", "id", "9");
    stores.hash("t:2", "id", "2", "left", "over");
    stores.hash("flat:t:3", "id", "3", "name", "x");
    stores.hash("flat:t:1", "id", "1");

    Verdict verdict = check.run();

    assertThat(verdict.line("t", "t").orElseThrow().differences())
        .containsExactlyInAnyOrder(
            new Difference.MissingKey("t:1"),
            new Difference.ExtraKey("t:9"),
            new Difference.ExtraField("t:2", "left"));
    assertThat(verdict.line("t", "flat:t").orElseThrow().differences())
        .containsExactlyInAnyOrder(
            new Difference.OtherValue("flat:t:3", "name"),
            new Difference.MissingField("flat:t:1", "name"));
    assertThat(verdict.differing()).isEqualTo(5);
  }

  @Test
  void aDifferenceLastsThePatienceBeforeItCounts() throws Exception {
    stores.hashes.remove("t:1");

    Verdict verdict = check.run();

    assertThat(verdict.equal()).isFalse();
    assertThat(stores.nanos).isGreaterThanOrEqualTo(PATIENCE.toNanos());
    assertThat(stores.nanos).isLessThan(2 * PATIENCE.toNanos());
  }

  @Test
  void aChangeThatIsStillOnItsWayIsNoDifference() throws Exception {
    stores.row("4", "id", "4");
    stores.rows.remove("2");
    stores.row("1", "id", "1", "name", "Grace");
    stores.duringPauses.add(
        () -> {
          stores.mirrored("4", "id", "4");
          stores.hashes.remove("t:2");
          stores.hashes.remove("flat:t:2");
        });
    stores.duringPauses.add(() -> stores.mirrored("1", "id", "1", "name", "Grace"));

    Verdict verdict = check.run();

    assertThat(verdict.equal()).isTrue();
    assertThat(verdict.line("t", "t").orElseThrow().rows()).isEqualTo(3);
    assertThat(verdict.line("t", "t").orElseThrow().keys()).isEqualTo(3);
  }

  @Test
  void aRowThatNeverStandsStillIsUndecidedAndTheCheckEnds() throws Exception {
    AtomicInteger version = new AtomicInteger();
    for (int i = 0; i < 1000; i++) {
      stores.duringPauses.add(
          () -> stores.row("1", "id", "1", "name", "v" + version.incrementAndGet()));
    }
    stores.row("1", "id", "1", "name", "v0");

    Verdict verdict = check.run();

    assertThat(verdict.equal()).isTrue();
    assertThat(verdict.undecided()).isEqualTo(2);
    assertThat(stores.nanos).isLessThan(4 * PATIENCE.toNanos());
  }

  @Test
  void aRowThatStopsChangingWithoutItsMirrorIsADifference() throws Exception {
    stores.duringPauses.add(() -> stores.row("1", "id", "1", "name", "v1"));
    stores.duringPauses.add(() -> stores.row("1", "id", "1", "name", "v2"));
    stores.row("1", "id", "1", "name", "v0");

    assertThat(check.run().line("t", "t").orElseThrow().differences())
        .containsExactly(new Difference.OtherValue("t:1", "name"));
  }

  @Test
  void aLargeTableIsSampledAndCounted() throws Exception {
    for (int i = 10; i <= MirrorCheck.WHOLE_UP_TO + 10; i++) {
      stores.mirrored("" + i, "id", "" + i);
    }

    Verdict verdict = check.run();

    assertThat(verdict.equal()).isTrue();
    assertThat(verdict.line("t", "t").orElseThrow().sampled()).isTrue();
  }

  @Test
  void aKeyThatIsMissingFromALargeTableIsFoundByTheCount() throws Exception {
    for (int i = 10; i <= MirrorCheck.WHOLE_UP_TO + 10; i++) {
      stores.mirrored("" + i, "id", "" + i);
    }
    stores.hashes.remove("t:5000");

    assertThat(check.run().line("t", "t").orElseThrow().differences())
        .containsExactly(new Difference.OtherCount(stores.rows.size(), stores.rows.size() - 1));
  }
}
