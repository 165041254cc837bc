package io.walmirror.bench.result;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Numbers by name: what one contender's process tells of one round. */
public record Numbers(Map<String, Double> byName) {

  public Numbers {
    byName = Map.copyOf(byName);
  }

  public static Numbers none() {
    return new Numbers(Map.of());
  }

  public Numbers with(String name, double value) {
    Map<String, Double> all = new LinkedHashMap<>(byName);
    all.put(name, value);
    return new Numbers(all);
  }

  public Numbers withCount(String name, long count) {
    return with(name, (double) count);
  }

  public Numbers with(Measure measure, double value) {
    return with(measure.label(), value);
  }

  /** As they are where there is no value, because this machine does not tell it. */
  public Numbers with(Measure measure, OptionalDouble value) {
    return value.isPresent() ? with(measure, value.getAsDouble()) : this;
  }

  public OptionalDouble of(Measure measure) {
    Double value = byName.get(measure.label());
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** A count that must be there. */
  public long count(String name) {
    Double value = byName.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no count of " + name + " among " + byName.keySet());
    }
    return value.longValue();
  }
}
