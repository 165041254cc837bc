package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of scenarios names the tests that cover each, and no others. */
class ScenariosPageTest {

  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|");
  private static final Pattern NAME = Pattern.compile("`([A-Za-z.]+)`");

  @Test
  void everyScenarioNamesTheTestsThatCoverIt() throws Exception {
    SortedMap<Integer, SortedSet<String>> page = page();
    SortedMap<Integer, SortedSet<String>> annotated = annotated();
    assertThat(beyond(page, annotated)).as("on the page and in no test").isEmpty();
    assertThat(beyond(annotated, page)).as("in tests and not on the page").isEmpty();
    assertThat(page).hasSizeGreaterThanOrEqualTo(30);
  }

  private static List<String> beyond(
      SortedMap<Integer, SortedSet<String>> these, SortedMap<Integer, SortedSet<String>> those) {
    return these.entrySet().stream()
        .flatMap(
            row ->
                row.getValue().stream()
                    .filter(
                        name ->
                            !those
                                .getOrDefault(row.getKey(), Collections.emptySortedSet())
                                .contains(name))
                    .map(name -> row.getKey() + " " + name))
        .collect(Collectors.toList());
  }

  private static SortedMap<Integer, SortedSet<String>> page() throws IOException {
    Path page = Path.of(System.getProperty("walmirror.root"), "docs", "scenarios.md");
    SortedMap<Integer, SortedSet<String>> tests = new TreeMap<>();
    for (String line : Files.readAllLines(page)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        SortedSet<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(row.group(2));
        while (name.find()) {
          names.add(name.group(1));
        }
        tests.put(Integer.valueOf(row.group(1)), names);
      }
    }
    return tests;
  }

  private static SortedMap<Integer, SortedSet<String>> annotated()
      throws IOException, URISyntaxException, ClassNotFoundException {
    SortedMap<Integer, SortedSet<String>> tests = new TreeMap<>();
    for (String type : testClasses()) {
      for (Method method : Class.forName(type).getDeclaredMethods()) {
        Covers covers = method.getAnnotation(Covers.class);
        if (covers != null) {
          assertThat(method.getDeclaringClass())
              .as("on every version")
              .isAssignableTo(Scenarios.class);
          String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
          Arrays.stream(covers.value())
              .forEach(number -> tests.computeIfAbsent(number, n -> new TreeSet<>()).add(name));
        }
      }
    }
    return tests;
  }

  /** The integration tests of this package. */
  private static List<String> testClasses() throws IOException, URISyntaxException {
    Path classes = Path.of(ScenariosPageTest.class.getResource("ScenariosPageTest.class").toURI());
    try (Stream<Path> files = Files.list(classes.getParent())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("IT.class"))
          .map(name -> ScenariosPageTest.class.getPackageName() + "." + name.replace(".class", ""))
          .collect(Collectors.toList());
    }
  }
}
