package io.walmirror.connector.progress;

import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of the snapshot that is read, or was read last, and how far each is. The log is told
 * of each table's begin and end, and of milestones between. Any thread.
 */
public final class Readings {

  private static final Logger log = LoggerFactory.getLogger(Readings.class);

  private final LongSupplier nanoClock;
  private final ConcurrentMap<TableName, TableProgress> tables = new ConcurrentHashMap<>();

  public Readings(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Another snapshot begins. */
  public void clear() {
    tables.clear();
  }

  /** About so many more rows of a table are to be read; or {@link Pace#UNKNOWN}. */
  public void plan(TableName table, long rows) {
    of(table).left(rows);
  }

  /** A table is read from here on, so many rows behind its beginning; true if it was not before. */
  public boolean begin(TableName table, long behind) {
    boolean first = of(table).begin(behind);
    if (first) {
      Pace pace = of(table).pace();
      log.info(
          "reading {}{}: {}",
          table,
          behind > 0 ? ", " + behind + " rows behind its beginning" : "",
          pace.expected() == Pace.UNKNOWN
              ? "how many rows it has is not known"
              : "about " + pace.expected() + " rows");
    }
    return first;
  }

  /** So many more rows of a table were read; how far it is, if that is a milestone. */
  public Optional<Pace> add(TableName table, long rows) {
    return at(table, rows(table) + rows);
  }

  /** So many rows of a table were read by now; how far it is, if that is a milestone. */
  public Optional<Pace> at(TableName table, long rows) {
    TableProgress progress = of(table);
    begin(table, progress.rows());
    if (!progress.at(rows)) {
      return Optional.empty();
    }
    log.info("reading {}: {}", table, progress.pace());
    return Optional.of(progress.pace());
  }

  /** All rows of a table were read. */
  public void done(TableName table) {
    TableProgress progress = of(table);
    String took = progress.isRead() ? String.format(" in %.1f s", progress.done()) : "";
    progress.done();
    log.info("{} is read: {} rows{}", table, progress.rows(), took);
  }

  /** A table, by its text, is not read, or not to its end. */
  public void leave(String table) {
    tables.keySet().removeIf(name -> name.toString().equals(table));
  }

  /** What is not done is not read. */
  public void leaveRest() {
    tables.values().removeIf(progress -> !progress.pace().done());
  }

  /** What is not done needs no reading. */
  public void doneAll() {
    tables.values().forEach(TableProgress::done);
  }

  /** How many rows of a table were read. */
  public long rows(TableName table) {
    return of(table).rows();
  }

  /** How far a table is, if it is one of these. */
  public Optional<Pace> pace(TableName table) {
    return Optional.ofNullable(tables.get(table)).map(TableProgress::pace);
  }

  /** How many tables there are. */
  public int total() {
    return tables.size();
  }

  /** How many of them are not done. */
  public int remaining() {
    return (int) paces().stream().filter(pace -> !pace.done()).count();
  }

  /** How many rows there may be in all; {@link Pace#UNKNOWN} while that is so of one table. */
  public long expected() {
    List<Pace> all = paces();
    boolean known = all.stream().noneMatch(pace -> pace.expected() == Pace.UNKNOWN);
    return known ? all.stream().mapToLong(Pace::expected).sum() : Pace.UNKNOWN;
  }

  /** How many rows of all tables were read. */
  public long rows() {
    return paces().stream().mapToLong(Pace::rows).sum();
  }

  private List<Pace> paces() {
    List<Pace> all = new ArrayList<>();
    tables.values().forEach(progress -> all.add(progress.pace()));
    return all;
  }

  /** A figure of every table. */
  public Map<String, Long> figures(ToLongFunction<Pace> figure) {
    Map<String, Long> figures = new TreeMap<>();
    tables.forEach(
        (table, progress) -> figures.put(table.toString(), figure.applyAsLong(progress.pace())));
    return figures;
  }

  /** Of each table that is begun and not done: how far it is, in words. */
  public Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    tables.forEach(
        (table, progress) -> {
          if (progress.isRead()) {
            texts.put(table.toString(), progress.pace().toString());
          }
        });
    return texts;
  }

  private TableProgress of(TableName table) {
    return tables.computeIfAbsent(table, any -> new TableProgress(nanoClock));
  }
}
