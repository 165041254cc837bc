package io.walmirror.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.crash.Findings.Kind;
import io.walmirror.it.load.Seed;
import io.walmirror.it.scene.Plugins;
import io.walmirror.stack.proof.Proof;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is killed, at whatever moment: each key's changes are in Kafka, in order, at one
 * position each, as PostgreSQL's own {@code test_decoding} tells them; and the slot never forgets
 * what no stored offset covers. {@code -Pcrash} does it at length.
 */
class CrashIT {

  private static final boolean FULL = Boolean.getBoolean("walmirror.crash.full");
  private static final int FULL_KILLS = 60;
  private static final int FULL_KILLS_OF_EACH_PHASE = 5;

  /** What Connect has polled counts as stored. */
  private static final Mutant ON_HAND_OVER =
      new Mutant(
          "hand-over",
          "StartedSourceTask.java",
          Map.of(
              "return handover.take(POLL);",
              """
              List<SourceRecord> taken = handover.take(POLL);
              if (taken != null) {
                taken.forEach(
                    record -> {
                      if (record.sourcePartition().size() > 1) {
                        return;
                      }
                      io.walmirror.connector.record.SourceOffset.Stored offset =
                          io.walmirror.connector.record.SourceOffset.read(record.sourceOffset());
                      confirmation.begin(
                          offset.history().get().generation(), offset.point().covered());
                    });
              }
              return taken;
              """));

  /** The driver confirms by itself where it has been told nothing new. */
  private static final Mutant AUTOMATIC_FLUSH =
      new Mutant(
          "automatic-flush",
          "wire/ReplicationStream.java",
          Map.of(
              ".withAutomaticFlush(false)",
              ".withAutomaticFlush(true)",
              "stream.setFlushedLSN(number);",
              "if (!lsn.equals(announced)) { stream.setFlushedLSN(number); }",
              "stream.setAppliedLSN(number);",
              ""));

  /** A transaction that was sent open is taken as it was sent. */
  private static final Mutant NEVER_DOUBTFUL =
      new Mutant(
          "never-doubtful",
          "assemble/StreamedTransaction.java",
          Map.of("return hasMessage && !aborted.isEmpty();", "return false;"));

  @Test
  void whateverIsKilledNothingIsLostMovedOrReordered()
      throws IOException, SQLException, InterruptedException {
    long seed = Seed.of(CrashIT.class);
    Random random = new Random(seed);
    Plan plan = FULL ? Plan.full(random) : Plan.brief(random);
    try (CrashServers servers = CrashServers.start()) {
      Outcome outcome = run(servers, "crash", Plugins.source(), plan, seed, Duration.ofMinutes(3));

      assertThat(outcome.findings().examples()).as(outcome.toString()).isEmpty();
      assertThat(outcome.kills()).hasSize(plan.strikes().size());
      assertThat(outcome.byPhase())
          .allSatisfy((phase, kills) -> assertThat(kills).isGreaterThanOrEqualTo(leastOfEach()));
      assertThat(outcome.kills()).hasSizeGreaterThanOrEqualTo(FULL ? FULL_KILLS : 8);
      assertThat(outcome.kills()).allSatisfy(kill -> assertMidTransaction(kill, outcome.check()));
      assertThat(outcome.check().repeated()).as("kills that made it repeat").isPositive();

      Outcome handOver =
          control(
              servers,
              ON_HAND_OVER,
              seed,
              new Strike(Phase.SENT_NOT_ACKED, Victim.BROKER_AND_WORKER));
      // Whether rows are missing too is up to how far the producer was when the broker died.
      assertThat(handOver.findings().has(Kind.CONFIRMED_TOO_FAR)).isTrue();
      Outcome flush = control(servers, AUTOMATIC_FLUSH, seed);
      assertThat(flush.findings().has(Kind.CONFIRMED_TOO_FAR)).isTrue();
      Outcome undoubting =
          control(
              servers,
              NEVER_DOUBTFUL,
              seed,
              Collections.nCopies(3, new Strike(Phase.MID_TRANSACTION, Victim.LINE))
                  .toArray(Strike[]::new));
      assertThat(undoubting.findings().has(Kind.ROLLED_BACK)).isTrue();

      Proof.row(
          "Killed at any moment, the source loses, moves and reorders nothing, and the slot keeps"
              + " what no stored offset covers",
          "CrashIT.whateverIsKilledNothingIsLostMovedOrReordered",
          outcome.toString(),
          seed,
          "acknowledged on hand-over: "
              + handOver.findings()
              + "; pgjdbc's automatic flush: "
              + flush.findings()
              + "; streamed transactions with messages and rolled-back savepoints not read again: "
              + undoubting.findings());
    }
  }

  /** Its transaction had more changes than had been read of it, as the log says afterwards. */
  private static void assertMidTransaction(Kill kill, TopicCheck check) {
    if (kill.phases().contains(Phase.MID_TRANSACTION)) {
      Figures figures = kill.sight().figures();
      assertThat((long) check.changesOf(figures.readCommitLsn()))
          .as(kill.toString())
          .isGreaterThan(figures.readOrdinal());
    }
  }

  private static int leastOfEach() {
    return FULL ? FULL_KILLS_OF_EACH_PHASE : 1;
  }

  private static Outcome control(CrashServers servers, Mutant mutant, long seed, Strike... strikes)
      throws IOException, SQLException, InterruptedException {
    Path plugin = mutant.build(Plugins.source(), servers.folder(mutant.name()));
    return run(servers, mutant.name(), plugin, Plan.control(strikes), seed, Duration.ofSeconds(20));
  }

  private static Outcome run(
      CrashServers servers, String name, Path plugin, Plan plan, long seed, Duration patience)
      throws SQLException, InterruptedException {
    System.out.println("CrashIT, " + name + ": " + plan.strikes().size() + " kills");
    Outcome outcome = CrashRun.run(servers, name, plugin, plan, seed, patience);
    System.out.println("CrashIT, " + name + ": " + outcome);
    List<String> examples = outcome.findings().examples();
    examples.forEach(example -> System.out.println("  " + example));
    return outcome;
  }
}
