package io.walmirror.stack.up;

import io.walmirror.stack.up.mirror.Difference;
import io.walmirror.stack.up.mirror.Verdict;
import io.walmirror.stack.up.screen.TextTable;
import io.walmirror.stack.up.screen.TextTable.Side;
import io.walmirror.stack.up.shop.ChangeKind;
import io.walmirror.stack.up.shop.ShopTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is refreshed in place on a terminal. */
final class Dashboard {

  private static final String QUESTION = "Redis = PostgreSQL?";
  private static final String LABEL = "%-21s";

  private Dashboard() {}

  static List<String> lines(Observation seen, List<String> foot) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(table(seen));
    lines.add("");
    lines.add(mirror(seen));
    differences(seen).ifPresent(lines::add);
    lines.add(latencies(seen));
    lines.add(lag(seen));
    lines.addAll(snapshot(seen));
    lines.add(LABEL.formatted("connectors") + seen.connectors().text());
    seen.connectors().failure().ifPresent(text -> text.lines().forEach(lines::add));
    lines.add("");
    lines.addAll(seen.events());
    lines.add("");
    lines.addAll(foot);
    return lines;
  }

  private static List<String> table(Observation seen) {
    TextTable table =
        new TextTable()
            .column("table", Side.LEFT)
            .column("rows", Side.RIGHT)
            .column("created", Side.RIGHT)
            .column("updated", Side.RIGHT)
            .column("deleted", Side.RIGHT);
    for (String template : seen.templates()) {
      String prefix = template.replace("${table}", "");
      table.column(prefix.isEmpty() ? "keys" : prefix + "… keys", Side.RIGHT);
      table.column("equal", Side.LEFT);
    }
    for (ShopTable each : ShopTable.values()) {
      table.row(row(seen, each));
    }
    return table.lines("  ");
  }

  private static List<String> row(Observation seen, ShopTable table) {
    List<String> row = new ArrayList<>();
    row.add(table.sqlName());
    row.add(
        line(seen, table, seen.templates().get(0))
            .map(l -> l.rows())
            .map(Texts::number)
            .orElse("…"));
    for (ChangeKind kind : ChangeKind.values()) {
      row.add(Texts.number(seen.counts().of(table, kind)));
    }
    for (String template : seen.templates()) {
      Optional<Verdict.Line> line = line(seen, table, template);
      row.add(line.map(l -> Texts.number(l.keys())).orElse("…"));
      row.add(line.map(Dashboard::verdict).orElse("…"));
    }
    return row;
  }

  private static Optional<Verdict.Line> line(Observation seen, ShopTable table, String template) {
    return seen.verdict()
        .flatMap(v -> v.line(table.sqlName(), Quickstart.keyspace(template, table)));
  }

  private static String verdict(Verdict.Line line) {
    if (line.equal()) {
      return line.sampled() ? "yes, " + Texts.number(line.compared()) + " sampled" : "yes";
    }
    return "NO, " + Math.max(line.differing(), 1) + " differ";
  }

  /** Whether Redis equals PostgreSQL, what was compared, and when. */
  static String mirror(Observation seen) {
    if (seen.verdict().isEmpty()) {
      return "Redis = PostgreSQL?  not checked yet"
          + seen.unreadable().map(w -> ": " + w).orElse("");
    }
    Verdict verdict = seen.verdict().get();
    boolean sampled = verdict.lines().stream().anyMatch(Verdict.Line::sampled);
    String age = Texts.duration(Duration.between(verdict.at(), seen.now()));
    String what = sampled ? "counts and a sample of the rows" : "every row, every field";
    String answer =
        verdict.equal() ? "yes" : "NO, " + Texts.number(verdict.differing()) + " keys differ";
    String undecided = verdict.undecided() > 0 ? "; " + verdict.undecided() + " kept changing" : "";
    return LABEL.formatted(QUESTION)
        + answer
        + "   ("
        + what
        + ", "
        + age
        + " ago, in "
        + Texts.duration(verdict.took())
        + undecided
        + seen.unreadable().map(w -> "; since then: " + w).orElse("")
        + ")";
  }

  private static Optional<String> differences(Observation seen) {
    return seen.verdict()
        .filter(verdict -> !verdict.equal())
        .map(
            verdict -> {
              List<Difference> all =
                  verdict.lines().stream().flatMap(l -> l.differences().stream()).toList();
              return LABEL.formatted("") + Differences.shown(all);
            });
  }

  private static String latencies(Observation seen) {
    Latencies.Summary latencies = seen.latencies();
    String measured =
        latencies.count() == 0
            ? "no order arrived in the last 60 s"
            : "p50 "
                + Texts.duration(latencies.median())
                + "   p99 "
                + Texts.duration(latencies.p99())
                + "   ("
                + latencies.count()
                + " orders of the last 60 s)";
    return LABEL.formatted("commit to Redis") + measured;
  }

  /** A line for each table that is read again, while one is. */
  private static List<String> snapshot(Observation seen) {
    List<String> lines = new ArrayList<>();
    for (String line : seen.snapshot().map(SnapshotView::lines).orElse(List.of())) {
      lines.add(LABEL.formatted(lines.isEmpty() ? "snapshot" : "") + line);
    }
    return lines;
  }

  private static String lag(Observation seen) {
    return LABEL.formatted("lag")
        + Texts.duration(seen.lag())
        + (seen.slotBytes().isPresent()
            ? "   WAL kept " + Texts.bytes(seen.slotBytes().getAsLong())
            : "");
  }
}
