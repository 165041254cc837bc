package io.walmirror.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;

/**
 * The packaged source with one of its guards off: pieces of one source file are replaced, the file
 * compiled, and its classes put into the jar.
 *
 * @param file of the connector, below its package
 * @param edits what stands instead of what
 */
public record Mutant(String name, String file, Map<String, String> edits) {

  private static final String PACKAGE = "io/walmirror/connector/";

  /** Its plugin, unpacked into that folder. */
  public Path build(Path zip, Path folder) throws IOException {
    unpack(zip, folder);
    return in(folder);
  }

  /** The unpacked plugin in that folder, with this guard off too. */
  public Path in(Path folder) throws IOException {
    List<Path> jars = files(folder, ".jar");
    Path jar =
        jars.stream()
            .filter(each -> each.getFileName().toString().startsWith("walmirror-connector"))
            .findFirst()
            .orElseThrow();
    Path classes = compile(source(folder.resolveSibling(name + "-source")), jars);
    try (FileSystem content =
        FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
      for (Path each : files(classes, ".class")) {
        Files.copy(
            each,
            content.getPath(classes.relativize(each).toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return folder;
  }

  private Path source(Path folder) throws IOException {
    Path original =
        Path.of(System.getProperty("walmirror.root"), "connector/src/main/java", PACKAGE + file);
    String text = Files.readString(original);
    for (Map.Entry<String, String> edit : edits.entrySet()) {
      assertThat(text.split(Pattern.quote(edit.getKey()), -1))
          .as("%s is in %s once", edit.getKey(), file)
          .hasSize(2);
      text = text.replace(edit.getKey(), edit.getValue());
    }
    Path mutated = folder.resolve(PACKAGE + file);
    Files.createDirectories(mutated.getParent());
    return Files.writeString(mutated, text);
  }

  private static Path compile(Path source, List<Path> jars) throws IOException {
    List<String> classPath = new ArrayList<>(jars.stream().map(Path::toString).toList());
    for (Class<?> provided : List.of(SourceRecord.class, ConfigDef.class, Logger.class)) {
      classPath.add(jarOf(provided));
    }
    Path classes = Files.createTempDirectory(source.getParent(), "classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  null,
                  List.of(
                      "--release",
                      "17",
                      "-proc:none",
                      "-d",
                      classes.toString(),
                      "-classpath",
                      String.join(":", classPath)),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as("%s compiles", source.getFileName()).isTrue();
    }
    return classes;
  }

  private static String jarOf(Class<?> provided) {
    try {
      return Path.of(provided.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void unpack(Path zip, Path folder) throws IOException {
    try (FileSystem content =
            FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), Map.of());
        Stream<Path> all = Files.walk(content.getPath("/"))) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Path target = folder.resolve(each.toString().substring(1));
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(each -> each.toString().endsWith(suffix)).toList();
    }
  }
}
