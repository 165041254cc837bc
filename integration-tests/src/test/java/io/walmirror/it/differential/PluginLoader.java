package io.walmirror.it.differential;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.kafka.connect.source.SourceTask;

/** The classes of one plugin: apart from all others, but for Connect's API and the log. */
final class PluginLoader extends URLClassLoader {

  private PluginLoader(URL[] jars) {
    super(jars, new Shared());
  }

  private static PluginLoader of(List<Path> jars) {
    List<URL> urls = new ArrayList<>();
    try {
      for (Path jar : jars) {
        urls.add(jar.toUri().toURL());
      }
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
    return new PluginLoader(urls.toArray(URL[]::new));
  }

  /** The jars in a folder. */
  static PluginLoader in(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return of(files.filter(file -> file.toString().endsWith(".jar")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jars of a packaged plugin, unpacked into a folder. */
  static PluginLoader unpacked(Path zip, Path folder) {
    try (ZipFile files = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : Collections.list(files.entries())) {
        if (entry.getName().endsWith(".jar")) {
          Path jar = folder.resolve(Path.of(entry.getName()).getFileName());
          try (InputStream in = files.getInputStream(entry)) {
            Files.copy(in, jar, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
      return in(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SourceTask task(String name) {
    return task(name, SourceTask.class);
  }

  /** A new task of that class. */
  <T> T task(String name, Class<T> kind) {
    try {
      return loadClass(name).asSubclass(kind).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no task " + name, e);
    }
  }

  /** What a worker shares with its plugins; beyond that there is Java alone. */
  private static final class Shared extends ClassLoader {

    Shared() {
      super(getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("org.apache.kafka.") || name.startsWith("org.slf4j.")) {
        return PluginLoader.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
