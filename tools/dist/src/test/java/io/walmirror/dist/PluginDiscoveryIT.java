package io.walmirror.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.proof.Proof;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.isolation.PluginDesc;
import org.apache.kafka.connect.runtime.isolation.PluginDiscoveryMode;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kafka Connect's own scanner finds every plugin in an unpacked zip by its service file. */
class PluginDiscoveryIT {

  @TempDir Path pluginPath;

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void serviceLoadFindsEveryPluginWithItsVersion(PluginZip zip) throws IOException {
    zip.unpackInto(pluginPath);

    assertThat(found()).containsExactlyElementsOf(expected(zip));
  }

  @Test
  void withoutItsServiceFileAPluginIsNotFound() throws IOException {
    Path unpacked = PluginZip.SINK.unpackInto(pluginPath);
    for (Path jar : PluginZip.jars(unpacked)) {
      removeServiceFiles(jar);
    }

    assertThat(found()).isEmpty();
    Proof.row(
        "plugin.discovery=service_load finds every plugin in every zip",
        "PluginDiscoveryIT.serviceLoadFindsEveryPluginWithItsVersion",
        PluginZip.every().size() + " zips unpacked and scanned by Kafka Connect",
        "a zip without its service files: nothing found");
  }

  private static Set<String> expected(PluginZip zip) {
    Set<String> expected = new TreeSet<>();
    zip.plugins().forEach(plugin -> expected.add(plugin + " " + PluginZip.VERSION));
    return expected;
  }

  private Set<String> found() {
    Plugins plugins =
        new Plugins(
            Map.of(
                WorkerConfig.PLUGIN_PATH_CONFIG, pluginPath.toString(),
                WorkerConfig.PLUGIN_DISCOVERY_CONFIG, PluginDiscoveryMode.SERVICE_LOAD.toString()));
    Set<String> found = new TreeSet<>();
    Stream.of(
            plugins.sourceConnectors(),
            plugins.sinkConnectors(),
            plugins.transformations(),
            plugins.predicates(),
            plugins.converters(),
            plugins.headerConverters())
        .flatMap(Set::stream)
        .filter(plugin -> plugin.location().contains(pluginPath.getFileName().toString()))
        .forEach(plugin -> found.add(name(plugin)));
    return found;
  }

  private static String name(PluginDesc<?> plugin) {
    return plugin.className() + " " + plugin.version();
  }

  private static void removeServiceFiles(Path jar) throws IOException {
    try (FileSystem content =
        FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
      Path services = content.getPath("META-INF/services");
      if (Files.isDirectory(services)) {
        try (Stream<Path> files = Files.list(services)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
      }
    }
  }
}
