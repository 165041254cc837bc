package io.walmirror.bench.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** The numbers of every contender in every round, in the order of the rounds. */
public final class Rounds {

  private final Map<String, List<Numbers>> byContender = new LinkedHashMap<>();

  /** Adds what a contender did in the next round. */
  public void add(String contender, Numbers numbers) {
    byContender.computeIfAbsent(contender, name -> new ArrayList<>()).add(numbers);
  }

  public Set<String> contenders() {
    return Collections.unmodifiableSet(byContender.keySet());
  }

  List<Numbers> of(String contender) {
    return Collections.unmodifiableList(byContender.getOrDefault(contender, List.of()));
  }

  /** The middle one of a contender's rounds. */
  public OptionalDouble median(String contender, Measure measure) {
    return median(
        of(contender).stream()
            .map(numbers -> numbers.of(measure))
            .filter(OptionalDouble::isPresent)
            .map(OptionalDouble::getAsDouble)
            .toList());
  }

  /**
   * How many times one's number is the other's: the middle one of the rounds' ratios, so that a
   * machine that is slower for one round is so for both.
   */
  public OptionalDouble ratio(String one, String other, Measure measure) {
    List<Double> ratios = new ArrayList<>();
    int rounds = Math.min(of(one).size(), of(other).size());
    for (int round = 0; round < rounds; round++) {
      OptionalDouble above = of(one).get(round).of(measure);
      OptionalDouble below = of(other).get(round).of(measure);
      if (above.isPresent() && below.isPresent() && below.getAsDouble() != 0) {
        ratios.add(above.getAsDouble() / below.getAsDouble());
      }
    }
    return median(ratios);
  }

  private static OptionalDouble median(List<Double> values) {
    if (values.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return OptionalDouble.of(
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
  }
}
