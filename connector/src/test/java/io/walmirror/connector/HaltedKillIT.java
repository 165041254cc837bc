package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.server.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that reads tables as of one moment, its stream waiting, is killed (SIGKILL). */
class HaltedKillIT extends Scenarios {

  private static final int ROWS = 2_400;
  private static final int ROWS_PER_SECOND = 1_600;

  /** After which what is reached was stored, and not only where the stream is. */
  private static final int FLUSHES = 2;

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final String INTERLEAVING = "snapshot/demand/Interleaving.java";

  /** The end of what is done before the first row of a table. */
  private static final String BEGUN =
      """
              sweeps.drop();
            }
            offset = state();
      """;

  private final long seed = Long.getLong("walmirror.seed", System.nanoTime());

  @TempDir Path folder;

  @Test
  @Covers({69, 75})
  void aBlockingRequestThatIsKilledGoesOnWithItsTableAndTheStreamBehindItIsWhole()
      throws IOException, InterruptedException {
    System.out.printf("HaltedKillIT: seed %d (repeat: -Dwalmirror.seed=%d)%n", seed, seed);
    AccountMirror mirror = new AccountMirror();
    KilledTask task = prepared(database, Optional.empty());
    int accounts;
    try (Accounts writers = Accounts.write(database, ROWS, new Random(seed), PAUSE)) {
      task.run(mirror::line, amid(mirror, mirror::accounts));
      assertThat(mirror.asked()).as("the request, stored").isTrue();
      assertThat(mirror.accounts()).isLessThan(ROWS);
      task.run(mirror::line, amid(mirror, () -> mirror.quiet().size()));
      assertThat(mirror.asked()).as("the request, stored").isTrue();
      assertThat(mirror.quiet().size()).isLessThan(ROWS);
      accounts = mirror.accounts();
      assertThat(writers.transactions()).isPositive();
    }
    finish(database, task, mirror);

    assertThat(mirror.wrong(database)).as("accounts, seed %d", seed).isEmpty();
    assertThat(new HashSet<>(mirror.quiet())).hasSize(ROWS);
    assertThat(mirror.accounts()).as("a table that is done").isEqualTo(accounts);
    assertThat(mirror.swept()).containsExactlyInAnyOrder("public.account", "public.quiet");
    int lost = lostWhereATableCountsAsDoneFromItsFirstRow();
    int again = againWhereNoTableCountsAsDone();
    assertThat(lost).as("control: rows").isPositive();
    assertThat(again).as("control: rows of a table that is done").isPositive();
    proof(
        "A blocking request that is killed goes on with its table, and the stream behind it is"
            + " whole",
        "HaltedKillIT.aBlockingRequestThatIsKilledGoesOnWithItsTableAndTheStreamBehindItIsWhole",
        "kill -9 in each of two tables of "
            + ROWS
            + " rows, 8 writers; "
            + mirror.rows()
            + " rows came; seed "
            + seed,
        "where a table counts as done from its first row on "
            + lost
            + " rows are lost, where none counts as done it is read again");
  }

  private int lostWhereATableCountsAsDoneFromItsFirstRow()
      throws IOException, InterruptedException {
    AccountMirror mirror = new AccountMirror();
    try (Database own = database.server().freshDatabase();
        Mutant ahead =
            Mutant.of(
                INTERLEAVING,
                Map.of(
                    BEGUN,
                    BEGUN
                        + " demand.reach(open.request(), Reached.passed(table)); offset = state();"))) {
      KilledTask task = prepared(own, Optional.of(ahead.folder()));
      task.run(mirror::line, amid(mirror, mirror::accounts));
      finish(own, task, mirror);
      return mirror.wrong(own).size();
    }
  }

  private int againWhereNoTableCountsAsDone() throws IOException, InterruptedException {
    AccountMirror mirror = new AccountMirror();
    try (Database own = database.server().freshDatabase();
        Mutant forgetful =
            Mutant.of(
                INTERLEAVING,
                Map.of(
                    "      demand.reach(open.request(), Reached.passed(table));\n"
                        + "      listener.tableDone(",
                    "      listener.tableDone("))) {
      KilledTask task = prepared(own, Optional.of(forgetful.folder()));
      task.run(mirror::line, amid(mirror, () -> mirror.quiet().size()));
      int before = mirror.accounts();
      task.run(mirror::line, () -> mirror.accounts() > before || mirror.quiet().size() >= 2 * ROWS);
      return mirror.accounts() - before;
    }
  }

  /** Tables, a slot, and a request behind it. */
  private KilledTask prepared(Database own, Optional<Path> mutant) {
    Accounts.create(own, ROWS);
    own.execute(
        "CREATE TABLE quiet (id int PRIMARY KEY, pad text)",
        "INSERT INTO quiet SELECT i, repeat('q', 80) FROM generate_series(1, " + ROWS + ") i",
        "CREATE PUBLICATION " + own.publication() + " FOR ALL TABLES",
        "SELECT pg_create_logical_replication_slot('" + own.slot() + "', 'pgoutput')",
        "SELECT pg_logical_emit_message(true, 'walmirror-signal', '{\"id\": \"a\", \"type\":"
            + " \"execute-snapshot\", \"data\": {\"data-collections\": [\"public.(account|quiet)\"],"
            + " \"type\": \"blocking\"}}')");
    Map<String, String> all = RunningTask.settings(own);
    all.put("signal.enabled.channels", "message");
    all.put("snapshot.max.threads", "2");
    all.put("snapshot.chunk.bytes", "65536");
    all.put("snapshot.rows.per.second", Integer.toString(ROWS_PER_SECOND));
    all.put("max.queue.size.in.bytes", "1048576");
    return new KilledTask(all, folder.resolve("offsets-" + own.name()), mutant, PATIENCE);
  }

  /** True once more of these rows came, and offsets were stored behind them. */
  private static BooleanSupplier amid(AccountMirror mirror, IntSupplier rows) {
    int before = rows.getAsInt();
    int[] since = {-1};
    return () -> {
      if (since[0] < 0 && rows.getAsInt() > before) {
        since[0] = mirror.flushes();
      }
      return since[0] >= 0 && mirror.flushes() >= since[0] + FLUSHES;
    };
  }

  /** Runs it until nothing is asked for, and what was committed last has come. */
  private static void finish(Database own, KilledTask task, AccountMirror mirror)
      throws IOException, InterruptedException {
    own.execute("CREATE TABLE the_end (id int PRIMARY KEY)", "INSERT INTO the_end VALUES (1)");
    task.run(
        mirror::line,
        () ->
            mirror.ended()
                && !mirror.asked()
                && mirror.swept().containsAll(List.of("public.quiet")));
  }
}
