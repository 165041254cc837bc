package io.walmirror.connector;

import io.walmirror.stack.proof.Proof;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/** Writes, for each class of scenarios that passed as a whole, what it covered and on what. */
final class Tally implements TestWatcher {

  private static final Namespace COUNTED = Namespace.create(Tally.class);

  @Override
  public void testSuccessful(ExtensionContext context) {
    Counts counts = counts(context);
    counts.versions.add(((Scenarios) context.getRequiredTestInstance()).version);
    Covers covers = context.getRequiredTestMethod().getAnnotation(Covers.class);
    if (covers != null) {
      for (int scenario : covers.value()) {
        counts.scenarios.add(scenario);
      }
    }
    counts.tests++;
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    counts(context).failed = true;
  }

  private static Counts counts(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(COUNTED)
        .computeIfAbsent("classes", key -> new Classes(), Classes.class)
        .byName
        .computeIfAbsent(context.getRequiredTestClass().getSimpleName(), name -> new Counts());
  }

  private static final class Counts {
    private final SortedSet<String> versions = new TreeSet<>();
    private final SortedSet<Integer> scenarios = new TreeSet<>();
    private int tests;
    private boolean failed;
  }

  /** All classes; closed when the last test has ended. */
  private static final class Classes implements AutoCloseable {

    private final Map<String, Counts> byName = new ConcurrentHashMap<>();

    @Override
    public void close() {
      new TreeMap<>(byName)
          .forEach(
              (name, counts) -> {
                if (!counts.failed) {
                  Proof.row(
                      "Debezium's scenarios " + counts.scenarios,
                      name,
                      counts.tests
                          + " tests passed on PostgreSQL "
                          + String.join(" and ", counts.versions),
                      "where a guard makes them pass, it has a row of its own");
                }
              });
    }
  }
}
