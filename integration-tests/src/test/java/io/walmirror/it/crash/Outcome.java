package io.walmirror.it.crash;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param samples how often slot and stored offset were compared
 */
record Outcome(
    Findings findings, List<Kill> kills, History history, TopicCheck check, long samples) {

  /** How many kills hit each phase; one kill may hit several. */
  Map<Phase, Integer> byPhase() {
    Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      counts.put(phase, (int) kills.stream().filter(k -> k.phases().contains(phase)).count());
    }
    return counts;
  }

  Map<Victim, Integer> byVictim() {
    Map<Victim, Integer> counts = new EnumMap<>(Victim.class);
    kills.forEach(kill -> counts.merge(kill.strike().victim(), 1, Integer::sum));
    return counts;
  }

  @Override
  public String toString() {
    return String.format(
        "%d kills %s, by phase %s; %d changes in %d transactions (the largest of %d), %d records,"
            + " %d of them repeated; slot and offset compared %d times: %s",
        kills.size(),
        byVictim(),
        byPhase(),
        history.changes(),
        history.transactionCount(),
        history.largest(),
        check.records(),
        check.repeated(),
        samples,
        findings);
  }
}
