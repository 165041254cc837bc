package io.walmirror.connector.wire;

import io.walmirror.envelope.Lsn;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server's timeline forked off from the ones it descends from. */
final class TimelineHistory {

  private static final Pattern LINE = Pattern.compile("\\s*(\\d+)\\s+([0-9A-Fa-f]+/[0-9A-Fa-f]+)");

  private TimelineHistory() {}

  /** Where {@code timeline} descends no further from {@code ancestor}; empty if it never did. */
  static Optional<Lsn> forkOf(Connection replication, long timeline, long ancestor)
      throws SQLException {
    if (timeline <= ancestor) {
      return Optional.empty();
    }
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      row.next();
      return forkOf(new String(row.getBytes("content"), StandardCharsets.UTF_8), ancestor);
    }
  }

  /** Reads a history file: lines of a timeline, where it was left, and why. */
  static Optional<Lsn> forkOf(String file, long ancestor) {
    return file.lines()
        .map(LINE::matcher)
        .filter(Matcher::lookingAt)
        .filter(line -> line.group(1).equals(Long.toString(ancestor)))
        .map(line -> Lsn.parse(line.group(2)))
        .findFirst();
  }
}
