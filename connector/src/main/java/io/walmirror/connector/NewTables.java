package io.walmirror.connector;

import io.walmirror.connector.ack.StoredOffsets;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.record.KnownTables;
import io.walmirror.connector.snapshot.Leaf;
import io.walmirror.connector.snapshot.PublishedTables;
import io.walmirror.connector.snapshot.SnapshotTable;
import io.walmirror.connector.wire.Publication;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tables that came under the connector's eyes since it last started, though they were there before:
 * a pattern captures them now, or the publication has them now. Their rows are not in the stream. A
 * table that was created while all tables were published and captured as today is none of them: the
 * stream has told all of it. Used by the reader thread alone.
 */
final class NewTables {

  private final SourceConfig config;
  private final StoredOffsets offsets;

  NewTables(SourceConfig config, StoredOffsets offsets) {
    this.config = config;
    this.offsets = offsets;
  }

  /** Whether any are to be read, and else what is to be stored of those that are known. */
  record Look(boolean due, Optional<KnownTables> changed) {}

  /** Looks at what is published; where nothing was said before, all of it is known. */
  Look look(Connection connection, long generation) throws SQLException {
    Optional<KnownTables> before = offsets.knownTables(generation);
    List<SnapshotTable> tables = published(config).read(connection);
    boolean due =
        before.isPresent()
            && config.snapshot().readsNewTables()
            && !among(tables, before.get(), Set.of(), connection).isEmpty();
    Optional<KnownTables> now = Optional.of(all(tables, generation, connection));
    return new Look(due, due || now.equals(before) ? Optional.empty() : now);
  }

  /** Those of these tables, with the leaves that are new or belong to a snapshot under way. */
  List<SnapshotTable> among(
      List<SnapshotTable> tables, long generation, Set<TableName> underWay, Connection connection)
      throws SQLException {
    Optional<KnownTables> known = offsets.knownTables(generation);
    return known.isEmpty() ? tables : among(tables, known.get(), underWay, connection);
  }

  private List<SnapshotTable> among(
      List<SnapshotTable> tables, KnownTables known, Set<TableName> underWay, Connection connection)
      throws SQLException {
    boolean streamed =
        known.filters().equals(config.filters())
            && new Publication(config.streamRequest().publication())
                .find(connection)
                .map(Publication.State::allTables)
                .orElse(false);
    List<SnapshotTable> news = new ArrayList<>();
    for (SnapshotTable table : tables) {
      List<Leaf> leaves =
          table.leaves().stream()
              .filter(
                  leaf ->
                      underWay.contains(leaf.name())
                          || !(known.oids().contains(oid(leaf))
                              || (streamed && oid(leaf) > known.newest())))
              .toList();
      if (!leaves.isEmpty()) {
        news.add(table.with(leaves));
      }
    }
    return news;
  }

  /** All of these tables are known from now on. */
  KnownTables all(List<SnapshotTable> tables, long generation, Connection connection)
      throws SQLException {
    Set<Long> oids = new HashSet<>();
    tables.forEach(table -> table.leaves().forEach(leaf -> oids.add(oid(leaf))));
    return new KnownTables(generation, oids, PublishedTables.newest(connection), config.filters());
  }

  /** The published tables that are captured and whose rows are wanted. */
  static PublishedTables published(SourceConfig config) {
    return new PublishedTables(
        config.streamRequest().publication(),
        table -> config.captured().test(table) && config.snapshot().included().test(table),
        config.snapshot().overrides());
  }

  private static long oid(Leaf leaf) {
    return Integer.toUnsignedLong(leaf.oid());
  }
}
