package io.walmirror.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.crash.SnapshotRun.Found;
import io.walmirror.it.crash.SnapshotRun.Settings;
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
import org.junit.jupiter.api.Test;

/**
 * Whatever is killed in the midst of a snapshot, the first or one on demand: whoever keeps for each
 * key the event with the highest position has the table. {@code -Pcrash} does it at length.
 */
class SnapshotCrashIT {

  private static final boolean FULL = Boolean.getBoolean("walmirror.crash.full");
  private static final int ROWS = FULL ? 60_000 : 5_000;
  private static final int ROWS_PER_SECOND = FULL ? 3_000 : 700;
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

  @Test
  void whateverIsKilledASnapshotAndTheChangesBesideItAreOneHistory() throws IOException {
    long seed = Seed.of(SnapshotCrashIT.class);
    Random random = new Random(seed);
    Settings settings = new Settings(ROWS, ROWS_PER_SECOND, victims(random), victims(random));
    try (CrashServers servers = CrashServers.start()) {
      Found found = SnapshotRun.run(servers, "snapshot", Plugins.source(), settings, seed);
      System.out.println("SnapshotCrashIT: " + found);
      Path unguarded = servers.folder("unguarded");
      STAMPED_LATE.build(Plugins.source(), unguarded);
      Found control =
          SnapshotRun.run(
              servers,
              "control",
              UNRECORDED.in(unguarded),
              new Settings(3_000, 1_500, List.of(), List.of()),
              seed);
      System.out.println("SnapshotCrashIT, control: " + control);

      assertThat(found.wrong()).as(found.toString()).allSatisfy((table, keys) -> isEmpty(keys));
      assertThat(found.kills()).hasSize(2 * KILLS_OF_EACH * VICTIMS.size());
      assertThat(found.rows()).isGreaterThan(2L * ROWS);
      assertThat(control.wrong())
          .as("controls: %s", control)
          .allSatisfy((table, keys) -> assertThat(keys).isNotEmpty());
      Proof.row(
          "Killed at any moment of a snapshot, the first or one on demand, a source leaves what"
              + " the tables have",
          "SnapshotCrashIT.whateverIsKilledASnapshotAndTheChangesBesideItAreOneHistory",
          ROWS + " rows each; " + found,
          seed,
          "first rows stamped by pg_current_wal_lsn(), and on demand no keys recorded: " + control);
    }
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
