package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Debezium;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;

/** The page of Debezium's properties knows each that Debezium's connector defines. */
class DebeziumPropertiesIT {

  @Test
  void everyPropertyThatDebeziumDefinesIsOnThePage() throws Exception {
    List<String> page = page();
    Set<String> properties = properties();

    assertThat(properties).hasSizeGreaterThan(120);
    assertThat(unknown(properties, page)).isEmpty();
    assertThat(unknown(properties, page.subList(1, page.size())))
        .as("one row less is noticed")
        .hasSize(1);
  }

  private static Set<String> unknown(Set<String> properties, List<String> page) {
    Set<String> unknown = new TreeSet<>();
    for (String property : properties) {
      boolean known =
          page.stream()
              .anyMatch(
                  name ->
                      name.endsWith("*")
                          ? property.startsWith(name.substring(0, name.length() - 1))
                          : property.equals(name));
      if (!known) {
        unknown.add(property);
      }
    }
    return unknown;
  }

  private static List<String> page() throws IOException {
    Path page = Path.of(System.getProperty("walmirror.root"), "docs/reference/debezium.md");
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("`", -1)[1])
        .toList();
  }

  /** What the connector itself says, by its own jars. */
  private static Set<String> properties() throws Exception {
    Path plugin = Debezium.plugins().resolve("debezium-connector-postgres");
    URL[] jars;
    try (Stream<Path> files = Files.list(plugin)) {
      jars = files.map(DebeziumPropertiesIT::url).toArray(URL[]::new);
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(jars, DebeziumPropertiesIT.class.getClassLoader())) {
      // As a worker does: defaults that are classes are looked for there.
      thread.setContextClassLoader(loader);
      SourceConnector connector =
          (SourceConnector)
              loader.loadClass(Debezium.SOURCE).getDeclaredConstructor().newInstance();
      return connector.config().names().stream().collect(Collectors.toCollection(TreeSet::new));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
