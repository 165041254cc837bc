package io.walmirror.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.crash.SnapshotRun.Found;
import io.walmirror.it.crash.SnapshotRun.Settings;
import io.walmirror.it.crash.SnapshotRun.Storing;
import io.walmirror.it.load.Seed;
import io.walmirror.it.scene.Plugins;
import io.walmirror.stack.proof.Proof;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever is killed in the midst of a snapshot, the first or one on demand: whoever keeps for each
 * key the event with the highest position has the table; and with exactly-once support whoever
 * reads what is committed finds each change once. {@code -Pcrash} does it at length.
 */
class SnapshotCrashIT {

  private static final boolean FULL = Boolean.getBoolean("walmirror.crash.full");
  private static final int ROWS = FULL ? 60_000 : 5_000;
  private static final int ROWS_PER_SECOND = FULL ? 3_000 : 700;
  private static final int FEW = 100;
  private static final int QUIET = 2 * ROWS / 5;
  private static final int RANGE = 200;
  private static final int KILLS_OF_EACH = FULL ? 4 : 1;
  private static final List<Victim> VICTIMS = List.of(Victim.WORKER, Victim.LINE, Victim.POSTGRES);

  /** Rows of a first snapshot stand where the log is then, not where their snapshot is. */
  private static final Mutant STAMPED_LATE =
      new Mutant(
          "stamped-late",
          "snapshot/ExportedSnapshot.java",
          Map.of(
              "SELECT pg_catalog.pg_export_snapshot(), (extract(epoch FROM\"",
              "SELECT pg_catalog.pg_export_snapshot(), (pg_sleep(1) IS NULL)::int + (extract("
                  + "epoch FROM\"",
              "new ExportedSnapshot(connection, slot.point(), row",
              "new ExportedSnapshot(connection, now(connection), row",
              "/** Begins a transaction that sees this snapshot. */",
              "private static Lsn now(Connection connection) throws SQLException {"
                  + " try (Statement s = connection.createStatement();"
                  + " ResultSet r = s.executeQuery(\"SELECT pg_current_wal_lsn()\")) {"
                  + " r.next(); return Lsn.parse(r.getString(1)); } }"));

  /** Nothing is known of the keys that changes touched meanwhile. */
  private static final Mutant UNRECORDED =
      new Mutant(
          "unrecorded",
          "snapshot/demand/Recording.java",
          Map.of("if (relation.oid() != table || broken", "if (relation.oid() != 0"));

  /** Rows carry what is reached behind their range. */
  private static final Mutant AHEAD =
      new Mutant(
          "ahead",
          "snapshot/demand/Interleaving.java",
          Map.of(
              "    offset = state();\n    return true;",
              """
              if (!range.rows().isEmpty()) {
                demand.reach(
                    range.table().request(),
                    before
                        .get()
                        .row(
                            range.leaf().name(),
                            range.table().keyOf(range.rows().get(range.rows().size() - 1)),
                            range.rows().size()));
              }
              offset = state();
              return true;
              """));

  private static long seed;
  private static Found found;
  private static Found once;
  private static Found control;

  @BeforeAll
  static void run() throws IOException {
    seed = Seed.of(SnapshotCrashIT.class);
    Random random = new Random(seed);
    try (CrashServers servers = CrashServers.start()) {
      Settings settings =
          new Settings(
              ROWS, FEW, ROWS_PER_SECOND, RANGE, Storing.OFTEN, victims(random), victims(random));
      found = run(servers, "snapshot", Plugins.source(), settings);
      List<Victim> workers = Collections.nCopies(KILLS_OF_EACH, Victim.WORKER);
      once =
          run(
              servers,
              "once",
              Plugins.source(),
              new Settings(
                  ROWS / 5,
                  QUIET,
                  ROWS_PER_SECOND / 2,
                  RANGE,
                  Storing.WITH_RECORDS,
                  workers,
                  workers));
      Path unguarded = servers.folder("unguarded");
      STAMPED_LATE.build(Plugins.source(), unguarded);
      UNRECORDED.in(unguarded);
      AHEAD.in(unguarded);
      // Of each table one range, in the middle of which it is killed.
      control =
          run(
              servers,
              "control",
              unguarded,
              new Settings(
                  1_500, 8_000, 1_000, 10_000, Storing.SELDOM, List.of(), List.of(Victim.WORKER)));
    }
  }

  private static Found run(CrashServers servers, String name, Path plugin, Settings settings) {
    Found all = SnapshotRun.run(servers, name, plugin, settings, seed);
    System.out.println("SnapshotCrashIT, " + name + ": " + all);
    return all;
  }

  @Test
  void whateverIsKilledASnapshotAndTheChangesBesideItAreOneHistory() {
    assertThat(found.wrong()).as(found.toString()).allSatisfy((table, keys) -> isEmpty(keys));
    assertThat(found.kills()).hasSize(2 * KILLS_OF_EACH * VICTIMS.size());
    assertThat(found.rows()).isGreaterThan(2L * ROWS);
    for (String table : Churn.TABLES) {
      assertThat(control.wrong().get(table)).as("control: %s", control).isNotEmpty();
    }
    Proof.row(
        "Killed at any moment of a snapshot, the first or one on demand, a source leaves what the"
            + " tables have",
        "SnapshotCrashIT.whateverIsKilledASnapshotAndTheChangesBesideItAreOneHistory",
        ROWS + " rows each; " + found,
        seed,
        "first rows stamped by pg_current_wal_lsn(), and on demand no keys recorded: " + control);
  }

  @Test
  void withExactlyOnceSupportAKillRepeatsNoChangeAndOnDemandNoMoreRowsThanARangeHas() {
    assertThat(once.wrong()).as(once.toString()).allSatisfy((table, keys) -> isEmpty(keys));
    assertThat(once.kills()).hasSize(2 * KILLS_OF_EACH);
    Committed committed = once.committed();
    assertThat(committed.twice()).as(once.toString()).isZero();
    assertThat(committed.back()).as(once.toString()).isZero();
    assertThat(committed.first().missing()).as(once.toString()).isZero();
    assertThat(committed.onDemand().missing()).as(once.toString()).isZero();
    assertThat(committed.onDemand().again()).isLessThanOrEqualTo(KILLS_OF_EACH * RANGE);

    assertThat(control.committed().twice()).as("control: %s", control).isPositive();
    assertThat(control.committed().back()).as("control: %s", control).isPositive();
    assertThat(control.committed().onDemand().missing()).as("control: %s", control).isPositive();
    Proof.row(
        "With exactly-once support a worker that is killed in a snapshot repeats no change, and"
            + " of rows on demand no more than a range",
        "SnapshotCrashIT.withExactlyOnceSupportAKillRepeatsNoChangeAndOnDemandNoMoreRowsThanA"
            + "RangeHas",
        QUIET + " quiet rows; " + once,
        seed,
        "without that support, and where rows carry what is reached behind their range: "
            + control.committed());
  }

  private static void isEmpty(List<String> keys) {
    assertThat(keys).isEmpty();
  }

  private static List<Victim> victims(Random random) {
    List<Victim> all = new ArrayList<>();
    for (int i = 0; i < KILLS_OF_EACH; i++) {
      all.addAll(VICTIMS);
    }
    Collections.shuffle(all, random);
    return all;
  }
}
