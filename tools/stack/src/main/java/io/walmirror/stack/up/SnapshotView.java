package io.walmirror.stack.up;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a snapshot is, as the source says.
 *
 * @param running whether one is read or waits for its turn
 * @param demandRows rows that were read on demand since the task started
 * @param tables of the one that is read, or was read last, by their names
 */
record SnapshotView(boolean running, long demandRows, Map<String, Table> tables) {

  SnapshotView {
    tables = Map.copyOf(new LinkedHashMap<>(tables));
  }

  /** A table's rows; {@code expected} and {@code secondsToGo} are -1 where nobody knows. */
  record Table(long rows, long expected, long perSecond, long secondsToGo) {

    boolean done() {
      return rows == expected && secondsToGo == 0;
    }

    String text() {
      String all = expected < 0 ? "" : " of about " + Texts.number(expected);
      String text = Texts.number(rows) + all + " rows";
      if (done()) {
        return Texts.number(rows) + " rows, done";
      }
      String rate = perSecond > 0 ? ", " + Texts.number(perSecond) + " rows/s" : "";
      String toGo =
          secondsToGo < 0 ? "" : ", " + Texts.duration(Duration.ofSeconds(secondsToGo)) + " to go";
      return text + rate + toGo;
    }
  }

  /** A line for each table, while there is anything to read. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (running) {
      tables.keySet().stream()
          .sorted()
          .forEach(table -> lines.add(table + ": " + tables.get(table).text()));
      if (lines.isEmpty()) {
        lines.add("waits for its turn");
      }
    }
    return lines;
  }

  /** All tables in one. */
  String summary() {
    long rows = tables.values().stream().mapToLong(Table::rows).sum();
    boolean known = tables.values().stream().allMatch(table -> table.expected() >= 0);
    long all = tables.values().stream().mapToLong(Table::expected).sum();
    return Texts.number(rows) + (known ? " of about " + Texts.number(all) : "") + " rows";
  }
}
