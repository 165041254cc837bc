package io.walmirror.connector.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The oldest transaction whose catalog rows a slot keeps from vacuum, asked for at most once in an
 * interval. Used by one thread.
 */
public final class SlotXmin {

  private final String slot;
  private final Duration interval;
  private OptionalLong last = OptionalLong.empty();
  private long askedNanos;
  private boolean asked;

  public SlotXmin(String slot, Duration interval) {
    this.slot = slot;
    this.interval = interval;
  }

  /** What it was when it was last asked for. */
  public OptionalLong of(Catalog catalog) throws SQLException {
    if (!asked || System.nanoTime() - askedNanos >= interval.toNanos()) {
      last = ask(catalog.connection());
      askedNanos = System.nanoTime();
      asked = true;
    }
    return last;
  }

  private OptionalLong ask(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT catalog_xmin FROM pg_catalog.pg_replication_slots WHERE slot_name = ?")) {
      query.setString(1, slot);
      try (ResultSet row = query.executeQuery()) {
        String xmin = row.next() ? row.getString(1) : null;
        return xmin == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(xmin));
      }
    }
  }
}
