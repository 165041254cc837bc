package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.snapshot.Leaf;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The transactions that might have changed a table when this was made. One of them may have been
 * streamed before its keys were recorded, and still be hidden from new snapshots; once it has let
 * go of its lock, it is not.
 */
final class LockWait {

  private static final String HOLDERS =
      "SELECT virtualtransaction || ' ' || coalesce(pid, 0), 'pid ' || coalesce(pid::text,"
          + " 'of a prepared transaction') FROM pg_catalog.pg_locks WHERE locktype = 'relation'"
          + " AND granted AND relation = ANY (?::oid[]) AND database = (SELECT oid"
          + " FROM pg_catalog.pg_database WHERE datname = current_database())"
          + " AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',"
          + " 'AccessExclusiveLock')";

  private final Connection connection;
  private final Long[] relations;
  private Map<String, String> holders;

  private LockWait(Connection connection, Long[] relations) {
    this.connection = connection;
    this.relations = relations;
  }

  static LockWait of(Connection connection, RangeTable table) throws SQLException {
    Long[] relations =
        Stream.concat(
                Stream.of(table.table().relation().oid()),
                table.table().leaves().stream().map(Leaf::oid))
            .map(Integer::toUnsignedLong)
            .distinct()
            .toArray(Long[]::new);
    LockWait wait = new LockWait(connection, relations);
    wait.holders = wait.holders();
    return wait;
  }

  /** Looks again; who still holds a lock, or nothing if nobody does. */
  Optional<String> still() throws SQLException {
    if (!holders.isEmpty()) {
      holders.keySet().retainAll(holders().keySet());
    }
    return holders.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", holders.values()));
  }

  private Map<String, String> holders() throws SQLException {
    Map<String, String> found = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(HOLDERS)) {
      query.setArray(1, connection.createArrayOf("int8", relations));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.put(row.getString(1), row.getString(2));
        }
      }
    }
    return found;
  }
}
