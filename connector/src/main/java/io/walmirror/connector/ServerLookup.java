package io.walmirror.connector;

import io.walmirror.connector.catalog.Catalog;
import io.walmirror.connector.catalog.CatalogUnreachableException;
import io.walmirror.connector.catalog.CommitSight;
import io.walmirror.connector.catalog.RowLookup;
import io.walmirror.connector.catalog.SlotXmin;
import io.walmirror.connector.catalog.TableDescription;
import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.record.Lookup;
import io.walmirror.connector.wire.SqlFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks the server, over the catalog's connection, what records need. */
final class ServerLookup implements Lookup {

  /** Nearly always it is seen at once; else the commit waits for a standby. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

  /** Nothing is said to the server meanwhile, which takes silence for death after a minute. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Catalog catalog;
  private final BooleanSupplier stopping;
  private final RowLookup rows;
  private final CommitSight sight;
  private final boolean wantsXmin;
  private final SlotXmin xmin;

  ServerLookup(SourceConfig config, Catalog catalog, BooleanSupplier stopping) {
    this.catalog = catalog;
    this.stopping = stopping;
    this.rows = new RowLookup(catalog);
    this.sight = new CommitSight(catalog);
    this.wantsXmin = !config.xminInterval().isZero();
    this.xmin = new SlotXmin(config.streamRequest().slot(), config.xminInterval());
  }

  @Override
  public TableDescription describe(Relation relation) {
    List<String> sent = relation.columns().stream().map(Relation.Column::name).toList();
    return asked(() -> catalog.describe(relation.oid(), sent));
  }

  @Override
  public Map<String, String> values(
      Relation relation, List<String> columns, Map<String, String> key, int xid) {
    return asked(
        () -> {
          awaitSight(xid);
          return rows.values(relation.name(), columns, key);
        });
  }

  @Override
  public OptionalLong xmin() {
    return wantsXmin ? asked(() -> xmin.of(catalog)) : OptionalLong.empty();
  }

  /**
   * What the answer is; an exception that ends the stream, to be tried again, where there is none.
   */
  static <T> T asked(Question<T> question) {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw new CatalogUnreachableException(e);
    }
  }

  private void awaitSight(int xid) throws SQLException {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (!sight.sees(xid)) {
      if (stopping.getAsBoolean() || System.nanoTime() - end > 0) {
        throw SqlFailure.notYet(
            "transaction "
                + Integer.toUnsignedString(xid)
                + ", which moved a key, cannot be seen yet: its commit waits for a synchronous"
                + " standby; its row is asked for again");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  /** Something that the server's catalog is asked. */
  interface Question<T> {
    T ask() throws SQLException;
  }
}
