package io.walmirror.stack.up.mirror;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys that once differed, looked at until they agree or their row has stood still for so long that
 * nothing can be on its way any more. Changes in flight are no difference; a row that never stands
 * still is undecided, and counted apart.
 *
 * <p>Not thread-safe: it belongs to one check.
 */
final class Settling {

  private record Suspect(Row row, long unchangedSince, long seen, List<Difference> differences) {}

  private final long patience;
  private final Map<String, Suspect> suspects = new LinkedHashMap<>();

  Settling(Duration patience) {
    this.patience = patience.toNanos();
  }

  /** The keys that have to be looked at again. */
  Collection<String> keys() {
    return List.copyOf(suspects.keySet());
  }

  /**
   * Takes one look at a key, of a moment on the clock of nanoseconds.
   *
   * @param name what the key is called in differences
   */
  void look(long now, String key, String name, Row row, Held held) {
    List<Difference> differences = Comparison.of(name, row, held);
    if (differences.isEmpty()) {
      suspects.remove(key);
      return;
    }
    Suspect before = suspects.get(key);
    long since = before != null && before.row().equals(row) ? before.unchangedSince() : now;
    suspects.put(key, new Suspect(row, since, now, differences));
  }

  /** Whether every key agrees or differs for good. */
  boolean isDecided() {
    return suspects.values().stream().allMatch(this::isFinal);
  }

  /** The differences that are for good. */
  List<Difference> differences() {
    List<Difference> all = new ArrayList<>();
    suspects.values().stream().filter(this::isFinal).forEach(s -> all.addAll(s.differences()));
    return all;
  }

  /** How many keys differ for good. */
  int differing() {
    return (int) suspects.values().stream().filter(this::isFinal).count();
  }

  /** How many keys differed in every look while their rows kept changing. */
  int undecided() {
    return suspects.size() - differing();
  }

  private boolean isFinal(Suspect suspect) {
    return suspect.seen() - suspect.unchangedSince() >= patience;
  }
}
