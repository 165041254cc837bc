package io.walmirror.stack.up;

import io.walmirror.stack.up.mirror.Verdict;
import io.walmirror.stack.up.shop.ChangeKind;
import java.time.Duration;

/** What is known, in one line: for where there is no terminal. */
final class Summary {

  private Summary() {}

  static String line(Observation seen) {
    return "changes +"
        + Texts.number(seen.counts().of(ChangeKind.CREATE))
        + " ~"
        + Texts.number(seen.counts().of(ChangeKind.UPDATE))
        + " -"
        + Texts.number(seen.counts().of(ChangeKind.DELETE))
        + " | Redis = PostgreSQL? "
        + seen.verdict().map(verdict -> verdict(verdict, seen)).orElse("not checked yet")
        + seen.unreadable().map(why -> "; " + why).orElse("")
        + " | commit to Redis p50 "
        + Texts.duration(seen.latencies().median())
        + " p99 "
        + Texts.duration(seen.latencies().p99())
        + " | lag "
        + Texts.duration(seen.lag())
        + seen.snapshot()
            .filter(SnapshotView::running)
            .map(view -> " | snapshot " + view.summary())
            .orElse("")
        + (seen.connectors().allRun() ? "" : " | " + seen.connectors().text());
  }

  private static String verdict(Verdict verdict, Observation seen) {
    long rows =
        verdict.lines().stream().mapToLong(Verdict.Line::compared).sum()
            / Math.max(1, seen.templates().size());
    return (verdict.equal() ? "yes" : "NO, " + verdict.differing() + " keys differ")
        + ", "
        + Texts.number(rows)
        + " rows, "
        + Texts.duration(Duration.between(verdict.at(), seen.now()))
        + " ago";
  }
}
