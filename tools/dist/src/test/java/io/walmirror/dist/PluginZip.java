package io.walmirror.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A plugin zip as this build packaged it, and what it is meant to hold.
 *
 * @param module the folder of the module that packages it
 * @param artifact the name in its manifest, and of the zip without the version
 * @param componentTypes what its manifest must say that it is
 * @param plugins the classes that Kafka Connect must find in it
 */
record PluginZip(
    String module, String artifact, List<String> componentTypes, List<String> plugins) {

  static final String VERSION = property("walmirror.version");
  private static final Path ROOT = Path.of(property("walmirror.root"));

  private static final String SOURCE_CONNECTOR = "io.walmirror.connector.PostgresSourceConnector";
  private static final String SINK_CONNECTOR = "io.walmirror.sink.RedisSinkConnector";
  private static final String FLATTEN = "io.walmirror.transforms.Flatten";

  static final PluginZip SOURCE =
      new PluginZip(
          "connector", "walmirror-postgres-source", List.of("source"), List.of(SOURCE_CONNECTOR));
  static final PluginZip TRANSFORMS =
      new PluginZip("transforms", "walmirror-transforms", List.of("transform"), List.of(FLATTEN));
  static final PluginZip SINK =
      new PluginZip("redis-sink", "walmirror-redis-sink", List.of("sink"), List.of(SINK_CONNECTOR));
  static final PluginZip ALL =
      new PluginZip(
          "tools/dist",
          "walmirror-all",
          List.of("source", "sink", "transform"),
          List.of(SOURCE_CONNECTOR, SINK_CONNECTOR, FLATTEN));

  static List<PluginZip> every() {
    return List.of(SOURCE, TRANSFORMS, SINK, ALL);
  }

  /** The name of the zip and of its one top folder. */
  String folder() {
    return artifact + "-" + VERSION;
  }

  Path file() {
    Path zip = ROOT.resolve(module).resolve("target").resolve(folder() + ".zip");
    if (!Files.exists(zip)) {
      throw new IllegalStateException(zip + " is not there: package its module first");
    }
    return zip;
  }

  Path beside(String suffix) {
    return file().resolveSibling(folder() + suffix);
  }

  /** The committed list of the jars in {@code lib/}. */
  Path shippedJars() {
    return ROOT.resolve(module).resolve("shipped-jars.txt");
  }

  /** Unpacks the zip as an installer would, and returns its top folder. */
  Path unpackInto(Path pluginPath) throws IOException {
    try (ZipFile zip = new ZipFile(file().toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        Path target = pluginPath.resolve(entry.getName()).normalize();
        if (!target.startsWith(pluginPath)) {
          throw new IOException(entry.getName() + " points out of the zip");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip.getInputStream(entry), target);
        }
      }
    }
    return pluginPath.resolve(folder());
  }

  /** The jars in an unpacked plugin, by name. */
  static List<Path> jars(Path unpacked) throws IOException {
    try (var files = Files.list(unpacked.resolve("lib"))) {
      return List.copyOf(new TreeSet<>(files.toList()));
    }
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "Set the system property " + name + ", as the build does: mvn verify");
    }
    return value;
  }

  @Override
  public String toString() {
    return folder() + ".zip";
  }
}
