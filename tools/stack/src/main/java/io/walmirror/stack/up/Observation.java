package io.walmirror.stack.up;

import io.walmirror.stack.up.mirror.Verdict;
import io.walmirror.stack.up.shop.ChangeCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that is known at one moment and shown on one screen.
 *
 * @param templates the keyspaces' names, with {@code ${table}} in them
 * @param verdict of the last check that could read both stores
 * @param unreadable why the last check could not
 * @param lag how long the oldest order waits that is not in Redis; zero where none waits
 * @param snapshot how far the source is with rows that were there already, where it says
 * @param slotBytes how much WAL the slot makes PostgreSQL keep
 */
record Observation(
    Instant now,
    Duration since,
    int rate,
    List<String> templates,
    ChangeCounts counts,
    Optional<Verdict> verdict,
    Optional<String> unreadable,
    Latencies.Summary latencies,
    Duration lag,
    Optional<SnapshotView> snapshot,
    OptionalLong slotBytes,
    ConnectorHealth connectors,
    List<String> events) {

  Observation {
    templates = List.copyOf(templates);
    events = List.copyOf(events);
  }
}
