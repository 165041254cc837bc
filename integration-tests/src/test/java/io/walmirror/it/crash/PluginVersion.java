package io.walmirror.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Gives an unpacked plugin another version, so that a worker can have both. */
final class PluginVersion {

  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String FIELD = "Implementation-Version: ";

  private PluginVersion() {}

  static void change(Path plugin, String version) throws IOException {
    try (Stream<Path> all = Files.walk(plugin)) {
      Path jar =
          all.filter(each -> each.getFileName().toString().startsWith("walmirror-connector"))
              .findFirst()
              .orElseThrow();
      try (FileSystem content =
          FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
        Path manifest = content.getPath(MANIFEST);
        String text = Files.readString(manifest);
        assertThat(text).contains(FIELD);
        Files.writeString(manifest, text.replaceFirst(FIELD + "\\S+", FIELD + version));
      }
    }
  }
}
