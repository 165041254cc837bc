package io.walmirror.it.crash;

import io.walmirror.it.crash.Findings.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A load in the midst of which everything is killed, and the check of what came of it. */
final class CrashRun {

  private static final Duration AIM_LIMIT = Duration.ofMinutes(3);
  private static final Duration AGAIN = Duration.ofSeconds(4);
  private static final Duration SIGHT_PAUSE = Duration.ofMillis(4);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final long LARGEST_LAG_BYTES = 4 << 20;
  private static final int LONGEST_WAIT_MILLIS = 2500;

  private final CrashScene scene;
  private final Random random;
  private final Plan plan;
  private final HotLoad load;
  private final Killer killer;
  private final List<Kill> kills = new ArrayList<>();
  private LargeTransaction large;
  private long largeSince;

  private CrashRun(CrashScene scene, Random random, Plan plan, HotLoad load) {
    this.scene = scene;
    this.random = random;
    this.plan = plan;
    this.load = load;
    this.killer = new Killer(scene, random);
  }

  /**
   * Runs a plan against the source in that plugin, and gives it {@code patience} in the end to
   * store that it has read everything.
   */
  static Outcome run(
      CrashServers servers, String name, Path plugin, Plan plan, long seed, Duration patience)
      throws SQLException, InterruptedException {
    Findings findings = new Findings();
    try (CrashScene scene = CrashScene.open(servers, name, plugin, findings)) {
      logOnly(scene, plan.calmSeconds());
      List<Kill> kills;
      try (HotLoad load = HotLoad.start(scene.database(), seed)) {
        CrashRun run = new CrashRun(scene, new Random(seed), plan, load);
        run.strikeAll();
        kills = run.kills;
      }
      awaitEnd(scene, patience, findings);
      History history = History.read(scene.database());
      TopicCheck check = new TopicCheck(history, findings);
      DataTopics.read(servers.kafka().bootstrapServers(), scene.database().name(), check::accept);
      check.finish();
      return new Outcome(findings, kills, history, check, scene.watch().samples());
    }
  }

  /** Lets the log grow by what no source has to deliver. */
  private static void logOnly(CrashScene scene, int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      scene.database().execute("SELECT txid_current()");
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Waits until the source says, by its stored offset, that it has delivered all of the log. */
  private static void awaitEnd(CrashScene scene, Duration patience, Findings findings)
      throws InterruptedException {
    long goal = Lsns.parse(scene.database().value("SELECT pg_current_wal_insert_lsn()"));
    // Moves the end of the log beyond the goal, with nothing in it to deliver.
    scene.database().execute("SELECT txid_current()");
    long end = System.nanoTime() + patience.toNanos();
    while (scene.watch().stored().endLsn() < goal) {
      Optional<String> failure = scene.failure();
      if (failure.isPresent() || System.nanoTime() > end) {
        findings.add(
            Kind.STUCK,
            "stored is "
                + Lsns.text(scene.watch().stored().endLsn())
                + ", not "
                + Lsns.text(goal)
                + failure.map(why -> ": " + why).orElse(""));
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void strikeAll() throws InterruptedException {
    TimeUnit.SECONDS.sleep(plan.calmSeconds());
    awaitFirstOffset();
    for (Strike strike : plan.strikes()) {
      if (!strike(strike)) {
        break;
      }
    }
    endLarge();
    TimeUnit.SECONDS.sleep(plan.calmSeconds());
  }

  /**
   * Whoever is killed before anything is stored begins again, in a generation of its own that
   * outranks what it sent: that is no repetition, and not what is counted here.
   */
  private void awaitFirstOffset() throws InterruptedException {
    long end = System.nanoTime() + AIM_LIMIT.toNanos();
    while (!scene.watch().hasStored()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("no offset was stored; " + scene.failure().orElse("no failure"));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** False when there is nothing left to kill: the source has given up. */
  private boolean strike(Strike strike) throws InterruptedException {
    endLarge();
    if (strike.aim() == null) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_WAIT_MILLIS));
    }
    Optional<Kill> kill = strike.aim() == null ? Optional.of(anyMoment(strike)) : aimed(strike);
    if (kill.isEmpty()) {
      return false;
    }
    killer.kill(strike.victim());
    scene.servers().proxy().heal();
    if (large != null) {
      large.end();
    }
    kills.add(kill.get());
    System.out.println("  " + kill.get());
    return true;
  }

  private Kill anyMoment(Strike strike) {
    Sight before = scene.sight(large);
    Sight now = scene.sight(large);
    return kill(strike, now.phases(before), now);
  }

  private Kill kill(Strike strike, Set<Phase> phases, Sight now) {
    return new Kill(kills.size() + 1, strike, phases, now);
  }

  /** Waits for the moment, bringing it about; empty if the source gives up meanwhile. */
  private Optional<Kill> aimed(Strike strike) throws InterruptedException {
    if (!caughtUp()) {
      return Optional.empty();
    }
    long began = System.nanoTime();
    long nextLook = began + LOOK.toNanos();
    Sight before = scene.sight(large);
    while (System.nanoTime() - began < AIM_LIMIT.toNanos()) {
      if (before.isSeen()) {
        bringAbout(strike.aim());
      }
      Sight now = scene.sight(large);
      Set<Phase> phases = now.phases(before);
      if (phases.contains(strike.aim())) {
        return Optional.of(kill(strike, phases, now));
      }
      before = now;
      TimeUnit.MILLISECONDS.sleep(SIGHT_PAUSE.toMillis());
      if (System.nanoTime() > nextLook) {
        nextLook = System.nanoTime() + LOOK.toNanos();
        if (scene.failure().isPresent()) {
          return Optional.empty();
        }
      }
    }
    throw new AssertionError("never saw it " + strike.aim() + "; at last " + before);
  }

  /** Waits until not much is left of what the kills before held up; false if it gives up. */
  private boolean caughtUp() throws InterruptedException {
    long end = System.nanoTime() + AIM_LIMIT.toNanos();
    for (Sight now = scene.sight(null); ; now = scene.sight(null)) {
      if (now.isSeen() && scene.lagBytes(now) < LARGEST_LAG_BYTES) {
        return true;
      }
      if (scene.failure().isPresent()) {
        return false;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("it does not catch up: " + now);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private void bringAbout(Phase phase) {
    switch (phase) {
      case MID_TRANSACTION, SENT_NOT_ACKED -> {
        if (large == null || (large.isOver() && System.nanoTime() - largeSince > AGAIN.toNanos())) {
          startLarge(LargeTransaction.End.COMMIT);
          large.end();
        }
      }
      case MID_STREAM, SPILL_OPEN -> {
        if (large == null || large.isOver()) {
          startLarge(
              random.nextInt(4) == 0 ? LargeTransaction.End.ROLLBACK : LargeTransaction.End.COMMIT);
        }
      }
      case RECONNECT -> scene.servers().proxy().refuse();
      case OFFSET_FLUSH -> {
        // Happens by itself.
      }
    }
  }

  private void startLarge(LargeTransaction.End end) {
    largeSince = System.nanoTime();
    int rows = random.nextInt(5) == 0 ? plan.largeRows() : Math.min(plan.largeRows(), 20_000);
    boolean messages = random.nextInt(plan.messagesOneIn()) == 0;
    large = LargeTransaction.start(scene.database(), load, random, rows, messages, end);
  }

  private void endLarge() {
    if (large != null) {
      large.awaitEnd();
      large = null;
    }
  }
}
