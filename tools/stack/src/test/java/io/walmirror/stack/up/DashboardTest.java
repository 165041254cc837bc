package io.walmirror.stack.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.up.mirror.Difference;
import io.walmirror.stack.up.mirror.Verdict;
import io.walmirror.stack.up.shop.ChangeCounts;
import io.walmirror.stack.up.shop.ChangeKind;
import io.walmirror.stack.up.shop.ShopTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DashboardTest {

  private static final Instant CHECKED = Instant.parse("2026-01-01T00:00:00Z");

  private static Observation seen(Optional<Verdict> verdict, Optional<String> unreadable) {
    return seen(verdict, unreadable, Optional.empty());
  }

  private static Observation seen(
      Optional<Verdict> verdict, Optional<String> unreadable, Optional<SnapshotView> snapshot) {
    ChangeCounts counts = new ChangeCounts();
    counts.add(ShopTable.ORDERS, ChangeKind.CREATE, 1234);
    return new Observation(
        CHECKED.plusMillis(800),
        Duration.ofSeconds(60),
        10,
        List.of("${table}", "flat:${table}"),
        counts,
        verdict,
        unreadable,
        new Latencies.Summary(3, Duration.ofMillis(6), Duration.ofMillis(1400)),
        Duration.ZERO,
        snapshot,
        OptionalLong.of(2048),
        new ConnectorHealth(Map.of("quickstart-source", "running"), Optional.empty()),
        List.of("12:00:00  something happened"));
  }

  private static Verdict.Line line(String table, String keyspace, Difference... differences) {
    return new Verdict.Line(
        table,
        keyspace,
        10,
        10 - differences.length,
        10,
        differences.length,
        0,
        List.of(differences));
  }

  private static Verdict verdict(Verdict.Line... lines) {
    return new Verdict(CHECKED, Duration.ofMillis(20), Duration.ofMillis(30), List.of(lines));
  }

  @Test
  void beforeTheFirstCheckNothingIsClaimed() {
    Observation seen = seen(Optional.empty(), Optional.of("Redis could not be read"));

    assertThat(Dashboard.mirror(seen))
        .contains("not checked yet: Redis could not be read")
        .doesNotContain("yes,");
    assertThat(Summary.line(seen)).contains("not checked yet");
  }

  @Test
  void equalStoresAreSaidToBeEqualWithTheAgeOfTheCheck() {
    Observation seen = seen(Optional.of(verdict(line("orders", "orders"))), Optional.empty());

    assertThat(Dashboard.mirror(seen)).contains("yes", "every row, every field", "800 ms ago");
    assertThat(Dashboard.lines(seen, List.of()))
        .anySatisfy(text -> assertThat(text).contains("orders", "1,234", "yes"));
  }

  @Test
  void aDifferenceInOneKeyspaceIsNotHiddenByTheOther() {
    Observation seen =
        seen(
            Optional.of(
                verdict(
                    line("orders", "orders"),
                    line("orders", "flat:orders", new Difference.MissingKey("flat:orders:7")))),
            Optional.empty());

    assertThat(Dashboard.mirror(seen)).contains("NO, 1 keys differ");
    assertThat(Summary.line(seen)).contains("NO, 1 keys differ");
    assertThat(Dashboard.lines(seen, List.of()))
        .anySatisfy(text -> assertThat(text).contains("orders", "yes", "NO, 1 differ"))
        .anySatisfy(text -> assertThat(text).contains("flat:orders:7 is missing"));
  }

  @Test
  void aRunningSnapshotIsShownByTableAndAnEndedOneIsNot() {
    Map<String, SnapshotView.Table> tables =
        Map.of(
            "shop.orders", new SnapshotView.Table(512, 2000, 1000, 2),
            "shop.customers", new SnapshotView.Table(40, 40, 0, 0),
            "shop.products", new SnapshotView.Table(3, -1, 0, -1));
    Observation running = running(new SnapshotView(true, 555, tables));

    assertThat(Dashboard.lines(running, List.of()))
        .containsSubsequence(
            "snapshot             shop.customers: 40 rows, done",
            "                     shop.orders: 512 of about 2,000 rows, 1,000 rows/s, 2.0 s to go",
            "                     shop.products: 3 rows");
    assertThat(Summary.line(running)).contains("| snapshot 555 rows");
    Observation ended = running(new SnapshotView(false, 555, tables));
    assertThat(Dashboard.lines(ended, List.of()))
        .noneSatisfy(text -> assertThat(text).contains("snapshot"));
    assertThat(Summary.line(ended)).doesNotContain("snapshot");
  }

  private static Observation running(SnapshotView view) {
    return seen(Optional.empty(), Optional.empty(), Optional.of(view));
  }

  @Test
  void aSampleIsCalledASample() {
    Verdict.Line sampled = new Verdict.Line("orders", "orders", 6000, 6000, 1000, 0, 0, List.of());

    assertThat(Dashboard.mirror(seen(Optional.of(verdict(sampled)), Optional.empty())))
        .contains("counts and a sample of the rows");
    assertThat(Dashboard.lines(seen(Optional.of(verdict(sampled)), Optional.empty()), List.of()))
        .anySatisfy(text -> assertThat(text).contains("yes, 1,000 sampled"));
  }

  @Test
  void anOldVerdictTellsThatItCouldNotBeRenewed() {
    Observation seen =
        seen(
            Optional.of(verdict(line("orders", "orders"))),
            Optional.of("PostgreSQL could not be read"));

    assertThat(Dashboard.mirror(seen)).contains("since then: PostgreSQL could not be read");
  }
}
