package io.walmirror.it.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * A jar of somebody else's: its sources are below {@code third-party} in the resources, and are
 * compiled with Debezium's API and Connect's alone.
 */
public final class ThirdParty {

  private ThirdParty() {}

  /** The jar, built anew into that folder. */
  public static Path jar(Path folder) {
    try {
      Path classes = Files.createDirectories(folder.resolve("third-party-classes"));
      compile(sources(), classes);
      Path jar = folder.resolve("third-party-1.0.jar");
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
          Stream<Path> all = Files.walk(classes)) {
        for (Path each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
          out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
          Files.copy(each, out);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A packaged plugin, unpacked, with the jar laid beside those that it ships. */
  public static Path beside(Path zip) {
    String name = zip.getFileName().toString().replaceFirst("\\.zip$", "");
    Path folder = Fork.folder("with-third-party").resolve(name);
    try {
      remove(folder);
      Path built = Files.createTempDirectory("third-party");
      Path jar = jar(built);
      try (FileSystem content =
              FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), Map.of());
          Stream<Path> all = Files.walk(content.getPath("/"))) {
        for (Path each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
          Path target = folder.resolve(each.toString().substring(1));
          Files.createDirectories(target.getParent());
          Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      Files.copy(
          jar,
          folder.resolve(name).resolve("lib").resolve(jar.getFileName()),
          StandardCopyOption.REPLACE_EXISTING);
      remove(built);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
          Files.delete(each);
        }
      }
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> all = Files.walk(located(ThirdParty.class.getResource("/third-party")))) {
      return all.filter(each -> each.toString().endsWith(".java")).toList();
    }
  }

  private static void compile(List<Path> sources, Path classes) throws IOException {
    String classPath =
        String.join(
            ":",
            debeziumApi().toString(),
            located(SchemaBuilder.class.getProtectionDomain().getCodeSource().getLocation())
                .toString());
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files =
        ToolProvider.getSystemJavaCompiler()
            .getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          ToolProvider.getSystemJavaCompiler()
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "--release", "17", "-proc:none", "-d", classes.toString(), "-cp", classPath),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as("compiled: %s", said).isTrue();
    }
  }

  private static Path debeziumApi() throws IOException {
    try (Stream<Path> jars = Files.walk(Debezium.plugins())) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("debezium-api-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path located(java.net.URL url) {
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
