package io.walmirror.bench.source;

import io.walmirror.bench.process.ContenderProcess;
import io.walmirror.bench.process.Launch;
import io.walmirror.bench.process.ProcessCpu;
import io.walmirror.bench.process.Profile;
import io.walmirror.bench.result.Measure;
import io.walmirror.bench.result.Numbers;
import io.walmirror.bench.result.Rounds;
import io.walmirror.bench.result.Summary;
import io.walmirror.bench.result.WrongResultException;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.server.Database;
import io.walmirror.stack.server.Postgres;
import io.walmirror.stack.server.PostgresOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Drains the same backlog by every contender in every round, one at a time, each round beginning
 * with another one.
 */
public final class SourceBench {

  private final Plan plan;
  private final Consumer<String> progress;
  private final Postgres postgres;
  private final Path folder;

  /**
   * What is to be done.
   *
   * @param changes in the backlog, rounded up to whole transactions
   * @param postgresVersion empty for the one that the build fetched
   */
  public record Plan(int changes, int rounds, String postgresVersion, Profile profile) {}

  private SourceBench(Plan plan, Consumer<String> progress, Postgres postgres, Path folder) {
    this.plan = plan;
    this.progress = progress;
    this.postgres = postgres;
    this.folder = folder;
  }

  /** Runs it on a PostgreSQL of its own. */
  public static Summary run(Plan plan, Consumer<String> progress) {
    PostgresOptions options =
        PostgresOptions.defaults()
            .withVersion(plan.postgresVersion())
            // Nothing in the background while a contender is measured.
            .withSetting("autovacuum", "off")
            .withSetting("checkpoint_timeout", "1h")
            .withSetting("max_wal_size", "32GB");
    progress.accept("starting PostgreSQL");
    try (Stack stack = Stack.start(StackOptions.only(Part.POSTGRES).withPostgres(options));
        Database database = stack.postgres().freshDatabase()) {
      return new SourceBench(plan, progress, stack.postgres(), stack.folder()).run(database);
    }
  }

  private Summary run(Database database) {
    progress.accept(String.format("writing a backlog of %,d changes", plan.changes()));
    Backlog backlog = Backlog.write(database, plan.changes());
    Rounds rounds = new Rounds();
    for (int round = 1; round <= plan.rounds(); round++) {
      List<SourceContender> contenders = new ArrayList<>(List.of(SourceContender.values()));
      Collections.rotate(contenders, 1 - round);
      for (SourceContender contender : contenders) {
        Numbers numbers = drain(database, backlog, contender, round);
        rounds.add(contender.label(), numbers);
        progress.accept(
            String.format(
                "round %d of %d: %s %,.0f changes/s",
                round,
                plan.rounds(),
                contender.label(),
                numbers.of(Measure.ROWS_PER_SECOND).orElseThrow()));
      }
    }
    return new Summary(
        "source", facts(database, backlog), SourceContender.WALMIRROR.label(), rounds);
  }

  private Numbers drain(Database database, Backlog backlog, SourceContender contender, int round) {
    String slot = contender.label() + "_" + round;
    backlog.copySlot(slot);
    DrainOrder order = new DrainOrder(database, slot, backlog.counts().changes(), backlog.lsn());
    String name = "source-" + contender.label() + "-" + round;
    Launch launch =
        new Launch(
            name,
            contender.classPath(),
            contender.mainClass(),
            contender.allSettings(order),
            plan.profile().flags(name));
    Numbers numbers;
    OptionalDouble familyBefore = family();
    try (ContenderProcess process = ContenderProcess.start(launch, folder);
        WalsenderWatch walsender = WalsenderWatch.start(database.connect(), slot)) {
      numbers = process.await();
      long rows = order.changes();
      numbers = numbers.with(Measure.WALSENDER_CPU, a(walsender.micros(), rows));
      numbers = numbers.with(Measure.POSTGRES_CPU, a(since(familyBefore), rows));
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL cannot be watched: " + e.getMessage(), e);
    }
    backlog.dropSlot(slot);
    check(contender, Counts.of(numbers), backlog.counts());
    return numbers;
  }

  static void check(SourceContender contender, Counts delivered, Counts made) {
    Counts due = contender == SourceContender.FLOOR ? made.onTheWire() : made;
    if (!delivered.equals(due)) {
      throw new WrongResultException(
          contender.label() + " delivered " + delivered + ", but what was made is " + due);
    }
  }

  private OptionalDouble family() {
    return postgres.pid().isEmpty()
        ? OptionalDouble.empty()
        : ProcessCpu.ofFamily(postgres.pid().getAsLong());
  }

  private OptionalDouble since(OptionalDouble before) {
    OptionalDouble now = family();
    return before.isEmpty() || now.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(now.getAsDouble() - before.getAsDouble());
  }

  private OptionalDouble a(OptionalDouble micros, long rows) {
    // A process id of another machine says nothing here.
    return postgres.pid().isEmpty() || micros.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(micros.getAsDouble() / rows);
  }

  private Map<String, Object> facts(Database database, Backlog backlog) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("rows", backlog.counts().changes());
    facts.put("inserts", backlog.counts().inserts());
    facts.put("updates", backlog.counts().updates());
    facts.put("deletes", backlog.counts().deletes());
    facts.put("row_bytes", backlog.bytesOfRow());
    facts.put("wal_bytes", backlog.bytes());
    facts.put("rounds", plan.rounds());
    facts.put("postgres", database.value("SHOW server_version"));
    facts.put("java", System.getProperty("java.version"));
    facts.put("cpus", Runtime.getRuntime().availableProcessors());
    return facts;
  }
}
