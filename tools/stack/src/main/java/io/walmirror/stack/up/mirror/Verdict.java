package io.walmirror.stack.up.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one check found: a line for each table and keyspace.
 *
 * @param at when it ended
 * @param reading how long it took to read both stores once: what a check costs
 * @param took how long it took until everything was decided
 */
public record Verdict(Instant at, Duration reading, Duration took, List<Line> lines) {

  public Verdict {
    lines = List.copyOf(lines);
  }

  /**
   * One table in one keyspace.
   *
   * @param compared how many rows were compared; fewer than {@code rows} where it was a sample
   * @param differing how many keys differ, for good
   * @param undecided how many keys differed in every look while their rows kept changing
   */
  public record Line(
      String table,
      String keyspace,
      long rows,
      long keys,
      long compared,
      int differing,
      int undecided,
      List<Difference> differences) {

    public Line {
      differences = List.copyOf(differences);
    }

    public boolean equal() {
      return differences.isEmpty();
    }

    public boolean sampled() {
      return compared < rows;
    }
  }

  /** Whether nothing differs. */
  public boolean equal() {
    return lines.stream().allMatch(Line::equal);
  }

  public Optional<Line> line(String table, String keyspace) {
    return lines.stream()
        .filter(line -> line.table().equals(table) && line.keyspace().equals(keyspace))
        .findFirst();
  }

  /** How many keys differ, over all tables and keyspaces. */
  public int differing() {
    return lines.stream().mapToInt(Line::differing).sum();
  }

  public int undecided() {
    return lines.stream().mapToInt(Line::undecided).sum();
  }
}
