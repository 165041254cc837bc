package io.walmirror.it.scene;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The zips that this build packaged, and the classes in them. */
public final class Plugins {

  public static final String SOURCE = "io.walmirror.connector.PostgresSourceConnector";
  public static final String SINK = "io.walmirror.sink.RedisSinkConnector";
  public static final String FLATTEN = "io.walmirror.transforms.Flatten";

  /** All that a worker must find. */
  public static final List<String> CLASSES = List.of(SOURCE, SINK, FLATTEN);

  private Plugins() {}

  /** One zip for each plugin, as most installations have them. */
  public static List<Path> single() {
    return List.of(zip("source"), zip("transforms"), zip("sink"));
  }

  /** The source's zip. */
  public static Path source() {
    return zip("source");
  }

  /** The sink's zip. */
  public static Path sink() {
    return zip("sink");
  }

  /** The zip that has all plugins. */
  public static Path allInOne() {
    return zip("all");
  }

  /** The version that was built. */
  public static String version() {
    return property("walmirror.version");
  }

  private static Path zip(String which) {
    Path zip = Path.of(property("plugin.zip." + which));
    if (!Files.isRegularFile(zip)) {
      throw new IllegalStateException("there is no " + zip + "; build it: mvn package -DskipTests");
    }
    return zip;
  }

  static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "the system property " + name + " is not set; run the tests by Maven");
    }
    return value;
  }
}
