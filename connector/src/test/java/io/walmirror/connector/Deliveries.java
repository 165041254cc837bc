package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came over all runs of a task, by position. What came twice must be the same both times;
 * without the repeats it must be what {@link Oracle} saw: nothing missing, and no change at two
 * positions.
 */
final class Deliveries {

  private final SortedMap<Position, String> byPosition = new TreeMap<>();
  private int repeats;

  void add(RunningTask task) {
    for (Event event : Event.of(task.data())) {
      if (!event.isTombstone()) {
        String change = Oracle.change(event);
        String before = byPosition.putIfAbsent(event.position(), change);
        if (before != null) {
          repeats++;
          assertThat(change).as("at %s", event.position()).isEqualTo(before);
        }
      }
    }
  }

  /** How many records came more than once. */
  int repeats() {
    return repeats;
  }

  int size() {
    return byPosition.size();
  }

  void areThoseOf(Oracle oracle) {
    assertThat(new ArrayList<>(byPosition.values())).isEqualTo(oracle.changes());
  }

  List<String> changes() {
    return List.copyOf(byPosition.values());
  }
}
