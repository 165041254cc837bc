package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.catalog.CatalogUnreachableException;
import io.walmirror.connector.snapshot.Leaf;
import io.walmirror.connector.snapshot.demand.DemandListener.Skipped;
import io.walmirror.connector.wire.Database;
import io.walmirror.connector.wire.SqlFailure;
import io.walmirror.envelope.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is asked for, range by range, on a thread of its own, ahead of the reader thread by no
 * more than the passage holds. It keeps nothing: it begins where the first request has come to, and
 * again there when it is sent back or its connection broke.
 */
final class DemandWorker implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(DemandWorker.class);

  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration LOCK_POLL = Duration.ofMillis(50);
  private static final long SAY_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int FEWEST = 16;

  private final Database database;
  private final RangePlan plan;
  private final Demand demand;
  private final Passage passage;
  private final int most;
  private final long rangeBytes;
  private volatile Connection connection;
  private volatile boolean stopping;
  private RangeReader reader;
  private OpenRequest planned;
  private SnapshotRequest told;
  private List<RangeTable> tables = List.of();
  private RangeTable locked;
  private int limit;

  DemandWorker(
      Database database,
      RangePlan plan,
      Demand demand,
      Passage passage,
      int most,
      long rangeBytes) {
    this.database = database;
    this.plan = plan;
    this.demand = demand;
    this.passage = passage;
    this.most = most;
    this.rangeBytes = rangeBytes;
    this.limit = most;
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        long epoch = passage.epoch();
        Optional<OpenRequest> next = demand.next(IDLE);
        if (next.isEmpty()) {
          letGo();
        } else {
          work(next.get(), epoch);
        }
      }
    } catch (InterruptedException e) {
      log.debug("the thread that reads rows on demand was interrupted", e);
    } finally {
      letGo();
    }
  }

  private void work(OpenRequest open, long epoch) throws InterruptedException {
    if (open.request().kind() == SnapshotRequest.Kind.BLOCKING) {
      letGo();
      if (passage.put(new DemandPiece.Halt(open), epoch)) {
        passage.awaitTaken(epoch);
      }
      return;
    }
    try {
      if (connection == null) {
        connection = database.connect("on demand");
        reader = new RangeReader(connection, rangeBytes);
      }
      if (planned == null || !samePlan(open)) {
        begin(open, epoch);
      }
      if (read(open, epoch) && passage.put(new DemandPiece.Done(open.request()), epoch)) {
        planned = null;
        told = null;
        passage.awaitTaken(epoch);
      }
    } catch (CatalogUnreachableException e) {
      broke(open, e.failure(), epoch);
    } catch (SQLException e) {
      broke(open, e, epoch);
    } catch (RuntimeException e) {
      log.error("snapshot {} on demand cannot be read", open.request().id(), e);
      letGo();
      if (passage.put(new DemandPiece.Aborted(open.request(), e.toString()), epoch)) {
        passage.awaitTaken(epoch);
      }
    }
  }

  private void broke(OpenRequest open, SQLException e, long epoch) throws InterruptedException {
    letGo();
    if (!stopping) {
      log.warn("reading rows for {} broke: {}; it goes on", open.request().id(), e.getMessage());
      passage.pause(AGAIN, epoch);
    }
  }

  private boolean samePlan(OpenRequest open) {
    return planned.request().is(open.request()) && planned.without().equals(open.without());
  }

  private void begin(OpenRequest open, long epoch) throws SQLException, InterruptedException {
    if (passage.wantsText()) {
      plan.useText();
    }
    tables = plan.read(connection, open);
    planned = open;
    List<TableName> names = tables.stream().map(RangeTable::name).toList();
    dropped(open, names, epoch);
    if (open.request().is(told)) {
      return;
    }
    told = open.request();
    if (!passage.put(new DemandPiece.Started(open.request(), tables), epoch)
        || !passage.awaitTaken(epoch)) {
      told = null;
      planned = null;
      return;
    }
    List<TableName> found = tables.stream().flatMap(each -> each.table().names()).toList();
    for (String wanted : open.unmatched(found)) {
      passage.put(DemandPiece.Left.unmatched(open.request(), wanted), epoch);
    }
  }

  private void dropped(OpenRequest open, List<TableName> names, long epoch)
      throws InterruptedException {
    Optional<TableName> gone =
        open.reached()
            .filter(at -> !at.done() && !open.isWithout(at.table(), at.leaf()))
            .filter(at -> !names.contains(at.table()))
            .map(Reached::table);
    if (gone.isPresent()) {
      left(open, gone.get(), Skipped.DROPPED, Skipped.DROPPED.reason(), epoch);
    }
  }

  /** Reads what is left of all tables; false if it is not wanted any more. */
  private boolean read(OpenRequest open, long epoch) throws SQLException, InterruptedException {
    for (RangeTable table : tables) {
      if (open.isBehind(table.name())) {
        continue;
      }
      if (table.key().isEmpty()) {
        if (!left(open, table.name(), Skipped.NO_KEY, Skipped.NO_KEY.reason(), epoch)) {
          return false;
        }
        continue;
      }
      try {
        if (!lock(table, epoch) || !read(table, epoch)) {
          return false;
        }
      } catch (SQLException e) {
        SqlFailure kind = SqlFailure.of(e);
        if (kind == SqlFailure.PASSING) {
          throw e;
        }
        if (kind == SqlFailure.NO_BINARY_FORM && plan.useText()) {
          return reformed(table, epoch);
        }
        if (!refused(open, table, e, epoch)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean refused(OpenRequest open, RangeTable table, SQLException e, long epoch)
      throws InterruptedException {
    locked = null;
    return left(open, table.name(), Skipped.REFUSED, e.getMessage(), epoch);
  }

  private boolean left(OpenRequest open, TableName table, Skipped why, String reason, long epoch)
      throws InterruptedException {
    return passage.put(DemandPiece.Left.table(open.request(), table, why, reason), epoch);
  }

  /** Has the table's keys recorded, and waits for whoever might have changed it before. */
  private boolean lock(RangeTable table, long epoch) throws SQLException, InterruptedException {
    if (table.equals(locked) && passage.isWatched()) {
      // Sent back: the less is read at once, the less happens to it meanwhile.
      limit = Math.max(Math.min(FEWEST, most), limit / 2);
      return true;
    }
    locked = null;
    if (!passage.put(new DemandPiece.Watch(table), epoch) || !passage.awaitTaken(epoch)) {
      return false;
    }
    LockWait wait = LockWait.of(connection, table);
    long said = System.nanoTime();
    Optional<String> holders = wait.still();
    while (holders.isPresent()) {
      if (System.nanoTime() - said >= SAY_NANOS) {
        said = System.nanoTime();
        log.info(
            "reading {} waits for transactions that write it: {}", table.name(), holders.get());
      }
      if (!passage.put(new DemandPiece.Shown(reader.shown()), epoch)
          || !passage.pause(LOCK_POLL, epoch)) {
        return false;
      }
      holders = wait.still();
    }
    // A partition that came before the recording began has rows that no later event brings.
    if (!reader.hasAll(table)) {
      return reformed(table, epoch);
    }
    locked = table;
    limit = most;
    return true;
  }

  private boolean read(RangeTable table, long epoch) throws SQLException, InterruptedException {
    Reached place =
        demand.reached(table.request()).filter(at -> at.table().equals(table.name())).orElse(null);
    if (place == null) {
      return false;
    }
    if (!place.form().equals(table.form())) {
      return reformed(table, epoch);
    }
    List<String> after = place.key();
    for (Leaf leaf : table.leaves()) {
      int order = leaf.name().text().compareTo(place.leaf().text());
      if (order < 0) {
        continue;
      }
      after = order == 0 ? after : List.of();
      boolean more = true;
      while (more) {
        Optional<DemandPiece.Range> range = reader.read(table, leaf, after, limit);
        if (range.isEmpty()) {
          return reformed(table, epoch);
        }
        if (!passage.put(range.get(), epoch)) {
          return false;
        }
        int count = range.get().rows().size();
        after = count == 0 ? after : table.keyOf(range.get().rows().get(count - 1));
        more = !range.get().last();
        limit = Math.min(most, Math.max(1, more && count < limit ? count : 2 * limit));
      }
    }
    locked = null;
    return passage.put(new DemandPiece.TableDone(table), epoch);
  }

  /** The table was rewritten, emptied or altered: everything about it is asked anew. */
  private boolean reformed(RangeTable table, long epoch) throws InterruptedException {
    planned = null;
    locked = null;
    if (passage.put(new DemandPiece.Reformed(table), epoch)) {
      passage.awaitTaken(epoch);
    }
    return false;
  }

  private void letGo() {
    Connection was = connection;
    connection = null;
    planned = null;
    locked = null;
    try {
      if (was != null) {
        was.close();
      }
    } catch (SQLException e) {
      log.debug("closing the connection that rows were read over failed", e);
    }
  }

  /** Ends it, also in the middle of a COPY. Any thread. */
  void stop() {
    stopping = true;
    Connection now = connection;
    if (now != null) {
      try {
        now.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("closing the connection that rows were read over failed", e);
      }
    }
  }
}
