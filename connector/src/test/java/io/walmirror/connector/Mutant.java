package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.kafka.connect.source.SourceTask;

/**
 * The source with one of its guards off: pieces of one source file are replaced, the file compiled,
 * and a task made of it that shares no class with the tests' own.
 */
final class Mutant implements AutoCloseable {

  private static final String PACKAGE = "io.walmirror.connector.";
  private static final Path SOURCES =
      Path.of(
          System.getProperty("walmirror.root"), "connector/src/main/java/io/walmirror/connector");

  private final Path folder;
  private final URLClassLoader classes;

  private Mutant(Path folder, URLClassLoader classes) {
    this.folder = folder;
    this.classes = classes;
  }

  /** {@code file} is below the connector's package; {@code edits}: what stands instead of what. */
  static Mutant of(String file, Map<String, String> edits) {
    return of(Map.of(file, edits));
  }

  static Mutant of(
      String file, Map<String, String> edits, String other, Map<String, String> otherEdits) {
    return of(Map.of(file, edits, other, otherEdits));
  }

  /** The source as it is, with this jar beside it in the plugin's folder. */
  static Mutant beside(Path jar) {
    try {
      URL own = PostgresSourceTask.class.getProtectionDomain().getCodeSource().getLocation();
      return new Mutant(
          Files.createTempDirectory("walmirror-mutant"),
          new OwnFirst(new URL[] {jar.toUri().toURL(), own}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Mutant of(Map<String, Map<String, String>> editsByFile) {
    try {
      Path folder = Files.createTempDirectory("walmirror-mutant");
      for (Map.Entry<String, Map<String, String>> edits : editsByFile.entrySet()) {
        Path mutated = folder.resolve(Path.of(edits.getKey()).getFileName());
        Files.writeString(mutated, edited(edits.getKey(), edits.getValue()));
        compile(mutated, folder);
      }
      URL own = PostgresSourceTask.class.getProtectionDomain().getCodeSource().getLocation();
      return new Mutant(folder, new OwnFirst(new URL[] {folder.toUri().toURL(), own}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String edited(String file, Map<String, String> edits) throws IOException {
    String source = Files.readString(SOURCES.resolve(file));
    for (Map.Entry<String, String> edit : edits.entrySet()) {
      assertThat(source).as(file).containsOnlyOnce(edit.getKey());
      source = source.replace(edit.getKey(), edit.getValue());
    }
    return source;
  }

  private static void compile(Path source, Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "-d",
                      folder.toString(),
                      "-proc:none",
                      "-cp",
                      System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }

  /** Where its classes are that differ, for the class path of another process. */
  Path folder() {
    return folder;
  }

  SourceTask task() {
    try {
      return (SourceTask)
          classes
              .loadClass(PostgresSourceTask.class.getName())
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try (classes;
        Stream<Path> left = Files.walk(folder)) {
      for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class OwnFirst extends URLClassLoader {

    OwnFirst(URL[] urls) {
      super(urls, Mutant.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }
}
