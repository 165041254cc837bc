package io.walmirror.stack.up.mirror;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Compares every table with every keyspace that mirrors it, while both keep changing: what differs
 * is looked at again until it agrees or has stood still for the patience.
 *
 * <p>Used by one thread.
 */
public final class MirrorCheck {

  /** Tables with more rows are compared by a sample and by counts. */
  public static final int WHOLE_UP_TO = 5000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(40);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(640);

  /** Lets time pass between two looks. */
  @FunctionalInterface
  public interface Pause {
    void last(Duration duration) throws InterruptedException;
  }

  /** A table, and the keyspaces that mirror it. */
  public record Subject(String table, List<String> keyspaces) {
    public Subject {
      keyspaces = List.copyOf(keyspaces);
    }
  }

  private final List<Subject> subjects;
  private final Tables tables;
  private final Keyspaces keyspaces;
  private final Duration patience;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Pause pause;

  public MirrorCheck(
      List<Subject> subjects,
      Tables tables,
      Keyspaces keyspaces,
      Duration patience,
      Clock clock,
      LongSupplier nanos,
      Pause pause) {
    this.subjects = List.copyOf(subjects);
    this.tables = tables;
    this.keyspaces = keyspaces;
    this.patience = patience;
    this.clock = clock;
    this.nanos = nanos;
    this.pause = pause;
  }

  /** A check that measures with the clocks of this machine. */
  public static MirrorCheck of(
      List<Subject> subjects, Tables tables, Keyspaces keyspaces, Duration patience) {
    return new MirrorCheck(
        subjects,
        tables,
        keyspaces,
        patience,
        Clock.systemUTC(),
        System::nanoTime,
        duration -> Thread.sleep(duration.toMillis()));
  }

  /** Checks everything; lasts at most a few times the patience. */
  public Verdict run() throws UnreadableException, InterruptedException {
    long began = nanos.getAsLong();
    List<Mirrored> all = firstLooks();
    Duration reading = since(began);
    long giveUpAt = began + 3 * patience.toNanos();
    Duration rest = FIRST_PAUSE;
    while (!all.stream().allMatch(Mirrored::isDecided) && nanos.getAsLong() < giveUpAt) {
      pause.last(rest);
      rest = rest.compareTo(LONGEST_PAUSE) < 0 ? rest.multipliedBy(2) : LONGEST_PAUSE;
      for (Mirrored mirrored : all) {
        mirrored.lookAgain(nanos.getAsLong());
      }
    }
    List<Verdict.Line> lines = all.stream().map(Mirrored::line).toList();
    return new Verdict(clock.instant(), reading, since(began), lines);
  }

  private Duration since(long began) {
    return Duration.ofNanos(nanos.getAsLong() - began);
  }

  private List<Mirrored> firstLooks() throws UnreadableException {
    List<Mirrored> all = new ArrayList<>();
    for (Subject subject : subjects) {
      List<Mirrored> ofTable = new ArrayList<>();
      for (String keyspace : subject.keyspaces()) {
        Mirrored mirrored = new Mirrored(subject.table(), keyspace, tables, keyspaces, patience);
        mirrored.findKeys();
        ofTable.add(mirrored);
      }
      Tables.Rows rows = tables.read(subject.table(), WHOLE_UP_TO);
      for (Mirrored mirrored : ofTable) {
        mirrored.firstLook(nanos.getAsLong(), rows);
      }
      all.addAll(ofTable);
    }
    return all;
  }
}
