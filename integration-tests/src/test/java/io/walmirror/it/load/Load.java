package io.walmirror.it.load;

import io.walmirror.it.mirror.Table;
import io.walmirror.stack.server.Database;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random transactions on tables with single and composite keys: inserts, updates with NULLs and of
 * some columns only, deletes, keys that move and keys that come back, rollbacks. Two connections
 * work on rows of their own, and their transactions overlap. For one thread.
 */
public final class Load implements AutoCloseable {

  private final Random random;
  private final Lane even;
  private final Lane odd;
  private LoadCounts counts = LoadCounts.NONE;

  private Load(Random random, Lane even, Lane odd) {
    this.random = random;
    this.even = even;
    this.odd = odd;
  }

  /** The tables, created in that database. */
  public static List<Table> createTables(Database database) {
    for (LoadTable table : LoadTable.ALL) {
      database.execute(table.creation().toArray(String[]::new));
    }
    return LoadTable.ALL.stream().map(LoadTable::table).toList();
  }

  /** A load on the tables of that database. */
  @SuppressWarnings("resource") // The lanes close their connections.
  public static Load open(Database database, long seed) throws SQLException {
    Random random = new Random(seed);
    AtomicLong revisions = new AtomicLong();
    return new Load(
        random,
        new Lane(database.connect(), 0, random, revisions),
        new Lane(database.connect(), 1, random, revisions));
  }

  /** Commits at least that many changes more. */
  public void run(int changes) throws SQLException {
    int goal = counts.changes() + changes;
    while (counts.changes() < goal) {
      if (random.nextInt(3) > 0) {
        Lane lane = random.nextBoolean() ? even : odd;
        change(lane);
        end(lane);
      } else {
        overlap();
      }
    }
  }

  /** Two transactions of which neither ends before the other has begun. */
  private void overlap() throws SQLException {
    Lane first = random.nextBoolean() ? even : odd;
    Lane second = first == even ? odd : even;
    change(first);
    change(second);
    change(first);
    end(second);
    end(first);
  }

  private void change(Lane lane) throws SQLException {
    int several = 1 + random.nextInt(random.nextInt(5) == 0 ? 20 : 4);
    for (int i = 0; i < several; i++) {
      lane.change();
    }
  }

  private void end(Lane lane) throws SQLException {
    counts = counts.plus(random.nextInt(12) == 0 ? lane.rollback() : lane.commit());
  }

  public LoadCounts counts() {
    return counts;
  }

  @Override
  public void close() throws SQLException {
    try {
      even.close();
    } finally {
      odd.close();
    }
  }
}
