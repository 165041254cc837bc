package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.server.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that takes a snapshot is killed (SIGKILL) in the middle of it, again and again. */
class SnapshotKillIT extends Scenarios {

  private static final int ROWS = 20_000;

  /** Of the table that is killed in the middle of, and of the one beside it. */
  private static final int ROWS_OF_KILLS =
      Integer.getInteger("walmirror.snapshot.rows", 2 * ROWS) / 2;

  private static final int KILLS = 3;
  private static final int ROWS_PER_SECOND = 12_000;
  private static final int PATIENCE_SECONDS = 120 + ROWS_OF_KILLS / 1_000;

  /** Between two transactions of a writer: the process that is killed has to keep up. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final long seed = Long.getLong("walmirror.seed", System.nanoTime());

  @TempDir Path folder;

  @Test
  @Covers(61)
  void aSnapshotThatIsKilledGoesOnWithoutLossAndReadsNearlyNothingTwice()
      throws IOException, InterruptedException {
    System.out.printf("SnapshotKillIT: seed %d (repeat: -Dwalmirror.seed=%d)%n", seed, seed);
    Random random = new Random(seed);
    Accounts.create(database, ROWS_OF_KILLS);
    database.execute(
        "CREATE TABLE quiet (id int PRIMARY KEY, pad text)",
        "INSERT INTO quiet SELECT i, repeat('q', 80) FROM generate_series(1, "
            + ROWS_OF_KILLS
            + ") i",
        "ANALYZE quiet");
    AccountMirror mirror = new AccountMirror();
    try (Accounts accounts = Accounts.write(database, ROWS_OF_KILLS, random, PAUSE)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        int at = mirror.rows() + 3 * ROWS_OF_KILLS / 20 + random.nextInt(3 * ROWS_OF_KILLS / 10);
        run(mirror, () -> mirror.rows() >= at);
        assertThat(mirror.stored()).as("the snapshot is not over at kill %d", kill).isFalse();
      }
      run(mirror, mirror::stored);
      assertThat(accounts.transactions()).isPositive();
    }
    database.execute("CREATE TABLE the_end (id int PRIMARY KEY)", "INSERT INTO the_end VALUES (1)");
    run(mirror, mirror::ended);

    assertThat(mirror.wrong(database)).as("seed %d", seed).isEmpty();
    long read =
        Long.parseLong(
            database.value(
                "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE"
                    + " relname = 'quiet'"));
    // A kill costs what was read and not stored: a queue, the chunks of two workers, a flush.
    assertThat(read).isBetween((long) ROWS_OF_KILLS, ROWS_OF_KILLS + KILLS * 6_000L);
    proof(
        "A snapshot that is killed goes on with what is left",
        "SnapshotKillIT.aSnapshotThatIsKilledGoesOnWithoutLossAndReadsNearlyNothingTwice",
        KILLS
            + " kills -9, 8 writers; of a quiet table of "
            + ROWS_OF_KILLS
            + " rows PostgreSQL read "
            + read
            + ", "
            + mirror.quiet().size()
            + " came; seed "
            + seed,
        "from zero each time it would have read up to " + (KILLS + 1) * ROWS_OF_KILLS);
  }

  @Test
  @Covers(61)
  void aLargeValueIsNotLostThatMovedFromWhatIsLeftToWhatIsDone()
      throws IOException, InterruptedException {
    AccountMirror mirror = new AccountMirror();
    moved(mirror, database, Optional.empty());
    assertThat(mirror.wrong(database)).isEmpty();

    List<String> control;
    try (Database own = database.server().freshDatabase();
        Mutant mutant =
            Mutant.of("snapshot/Plan.java", Map.of("&& leaf.begun()", "&& leaf.chunks() < 0"))) {
      AccountMirror without = new AccountMirror();
      moved(without, own, Optional.of(mutant.folder()));
      control = without.wrong(own);
    }
    assertThat(control).as("where partial rows are not noticed").isNotEmpty();
    proof(
        "A row that moves while a snapshot is interrupted keeps its large values",
        "SnapshotKillIT.aLargeValueIsNotLostThatMovedFromWhatIsLeftToWhatIsDone",
        "160 rows updated between a kill and the restart, into blocks that were read; killed again"
            + " once their updates were stored",
        "where partial rows are not noticed: " + control.size() + " rows lack their value");
  }

  /** Rows of the last blocks move into the first, which are done, without their notes. */
  private void moved(AccountMirror mirror, Database own, Optional<Path> mutant)
      throws IOException, InterruptedException {
    Accounts.create(own, ROWS);
    own.execute("DELETE FROM account WHERE id <= 4000", "VACUUM account");
    Path file = folder.resolve("offsets-" + own.name());
    run(mirror, own, file, mutant, () -> mirror.rows() >= 7_000);
    assertThat(mirror.stored()).isFalse();
    own.execute("UPDATE account SET balance = balance + 1 WHERE note IS NOT NULL");
    // Killed again when the updates have come and something was stored behind them.
    int rows = mirror.rows();
    run(mirror, own, file, mutant, () -> mirror.rows() >= rows + 3_000);
    assertThat(mirror.stored()).isFalse();
    own.execute("CREATE TABLE the_end (id int PRIMARY KEY)", "INSERT INTO the_end VALUES (1)");
    run(mirror, own, file, mutant, () -> mirror.stored() && mirror.ended());
  }

  private void run(AccountMirror mirror, BooleanSupplier until)
      throws IOException, InterruptedException {
    run(mirror, database, folder.resolve("offsets"), Optional.empty(), until);
  }

  /** Runs the process until that is so, and kills it. */
  private static void run(
      AccountMirror mirror,
      Database own,
      Path offsets,
      Optional<Path> mutant,
      BooleanSupplier until)
      throws IOException, InterruptedException {
    Map<String, String> settings = RunningTask.settings(own);
    settings.put("snapshot.mode", "initial");
    settings.put("snapshot.max.threads", "2");
    settings.put("snapshot.chunk.bytes", "131072");
    settings.put("snapshot.rows.per.second", Integer.toString(ROWS_PER_SECOND));
    settings.put("max.queue.size.in.bytes", "1048576");
    new KilledTask(settings, offsets, mutant, Duration.ofSeconds(PATIENCE_SECONDS))
        .run(mirror::line, until);
  }
}
