package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Debezium;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A table that is captured and hardly changes, beside a busy table that is not and a busy other
 * database: the server can recycle its log all the same. Debezium's connector, in the same worker
 * at the same time, is the control.
 */
@ExtendWith(SharedStack.class)
class WalGrowthIT {

  private static final int SECONDS = Integer.getInteger("walmirror.wal.seconds");
  private static final int MEGABYTES_A_MINUTE =
      Integer.getInteger("walmirror.wal.megabytes.per.minute");
  private static final Duration SAMPLE = Duration.ofSeconds(5);
  private static final double LIMIT = 16.0;
  private static final int ROW_BYTES = 1000;
  private static final int ROWS = 25;

  @AutoClose private static Scene scene;
  @AutoClose private static Database other;
  private static String peerSlot;

  /** How far a slot is behind the end of the log, in megabytes. */
  private record Behind(double confirmed, double restart) {
    @Override
    public String toString() {
      return String.format("%.1f/%.1f", confirmed, restart);
    }
  }

  @BeforeAll
  static void startBothConnectors(Stack stack) {
    scene = Scene.open(stack);
    other = stack.postgres().freshDatabase();
    scene
        .database()
        .execute("CREATE TABLE quiet (id int PRIMARY KEY)", "CREATE TABLE busy (body text)");
    other.execute("CREATE TABLE busy (body text)");
    Map<String, String> ours = scene.source();
    ours.put("table.include.list", "public\\.quiet");
    Map<String, String> peer = scene.source();
    peer.putAll(ours);
    peerSlot = scene.database().slot() + "_peer";
    peer.put("connector.class", Debezium.SOURCE);
    peer.put("plugin.name", "pgoutput");
    peer.put("slot.name", peerSlot);
    peer.put("publication.name", scene.database().publication() + "_peer");
    peer.put("topic.prefix", scene.prefix() + "peer");
    scene.startSource("ours", ours);
    scene.startSource("peer", peer);
  }

  @Test
  void aQuietCaptureBesideBusyOnesLetsTheServerRecycleItsLog() {
    scene.database().execute("INSERT INTO quiet VALUES (1)");
    String written = scene.database().value("SELECT pg_current_wal_lsn()");
    // Debezium confirms a transaction when it has seen the one after the next.
    scene.database().execute("INSERT INTO quiet VALUES (2)", "INSERT INTO quiet VALUES (3)");
    for (String slot : List.of(scene.database().slot(), peerSlot)) {
      Await.until(slot + " is confirmed past the first row", () -> confirmed(slot, written));
    }
    List<Behind> ours = new ArrayList<>();
    List<Behind> peers = new ArrayList<>();
    long begin = System.nanoTime();
    for (long at = 0;
        at < SECONDS || (at < 3L * SECONDS && last(peers).confirmed <= LIMIT);
        at += SAMPLE.toSeconds()) {
      write(begin + Duration.ofSeconds(at).plus(SAMPLE).toNanos());
      ours.add(behind(scene.database().slot()));
      peers.add(behind(peerSlot));
    }

    System.out.println("WalGrowthIT: MB behind, confirmed/restart: " + ours);
    System.out.println("WalGrowthIT: the same of Debezium's slot:   " + peers);
    assertThat(ours)
        .as("confirmed/restart, MB behind the end of the log")
        .allMatch(each -> each.confirmed < LIMIT && each.restart < LIMIT);
    Behind grown = last(peers);
    assertThat(grown.confirmed).as("control: Debezium's slot grows").isGreaterThan(LIMIT);
    Proof.row(
        "No growth of the log: what is not captured is confirmed too",
        "WalGrowthIT.aQuietCaptureBesideBusyOnesLetsTheServerRecycleItsLog",
        String.format(
            "%d s, %d MB/min in another table and another database: never more than %.1f MB"
                + " unconfirmed and %.1f MB kept, at every 5 s",
            SECONDS,
            MEGABYTES_A_MINUTE,
            ours.stream().mapToDouble(Behind::confirmed).max().orElseThrow(),
            ours.stream().mapToDouble(Behind::restart).max().orElseThrow()),
        String.format("Debezium 3.7.0 in the same run: %.1f MB, growing", grown.confirmed));
  }

  private static Behind last(List<Behind> all) {
    return all.get(all.size() - 1);
  }

  /** Writes at the rate and never faster, half into each database, until that moment. */
  private static void write(long endNanos) {
    String insert =
        "INSERT INTO busy SELECT string_agg(md5(random()::text), '') FROM generate_series(1, "
            + ROWS * ROW_BYTES / 32
            + ") g GROUP BY g % "
            + ROWS;
    long pause = 60_000_000_000L * ROWS * ROW_BYTES / (MEGABYTES_A_MINUTE * 1_000_000L);
    boolean here = true;
    for (long next = System.nanoTime();
        next < endNanos;
        next = Math.max(next + pause, System.nanoTime())) {
      LockSupport.parkNanos(next - System.nanoTime());
      (here ? scene.database() : other).execute(insert);
      here = !here;
    }
    LockSupport.parkNanos(endNanos - System.nanoTime());
  }

  private static boolean confirmed(String slot, String lsn) {
    return scene
        .database()
        .value(
            "SELECT confirmed_flush_lsn >= '"
                + lsn
                + "' FROM pg_replication_slots WHERE slot_name = '"
                + slot
                + "'")
        .equals("t");
  }

  private static Behind behind(String slot) {
    List<String> row =
        scene
            .database()
            .rows(
                "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn) / 1e6,"
                    + " pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) / 1e6"
                    + " FROM pg_replication_slots WHERE slot_name = '"
                    + slot
                    + "'")
            .get(0);
    return new Behind(Double.parseDouble(row.get(0)), Double.parseDouble(row.get(1)));
  }
}
