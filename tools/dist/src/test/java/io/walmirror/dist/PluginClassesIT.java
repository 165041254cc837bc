package io.walmirror.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jars of a zip and what Connect brings are all that the classes of a zip need. */
class PluginClassesIT {

  private static final List<Class<?>> PLUGIN_TYPES =
      List.of(
          SourceConnector.class,
          SinkConnector.class,
          Transformation.class,
          Predicate.class,
          Converter.class,
          HeaderConverter.class,
          ConfigProvider.class,
          ConnectRestExtension.class,
          ConnectorClientConfigOverridePolicy.class);

  private static final String SERVICES = "META-INF/services/";

  @TempDir Path pluginPath;

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void everyClassThatAServiceFileNamesCanBeMade(PluginZip zip) throws Exception {
    List<Path> jars = PluginZip.jars(zip.unpackInto(pluginPath));
    List<String> made = new ArrayList<>();
    try (URLClassLoader plugin = new URLClassLoader(urls(jars), new ConnectClassLoader())) {
      for (Path jar : jars) {
        for (String service : serviceFiles(jar)) {
          for (String name : providers(jar, service)) {
            Class<?> type = Class.forName(name, true, plugin);
            assertThat(type.getDeclaredConstructor().newInstance())
                .isInstanceOf(Class.forName(service.substring(SERVICES.length()), true, plugin));
            made.add(name);
          }
        }
      }
    }
    assertThat(made).containsAll(zip.plugins());
  }

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void everyPluginOfOursIsNamedByAServiceFile(PluginZip zip) throws Exception {
    List<Path> jars = PluginZip.jars(zip.unpackInto(pluginPath));
    Set<String> plugins = new TreeSet<>();
    Set<String> named = new TreeSet<>();
    try (URLClassLoader plugin = new URLClassLoader(urls(jars), new ConnectClassLoader())) {
      for (Path jar : jars) {
        for (String name : ownClasses(jar)) {
          if (isPlugin(Class.forName(name, false, plugin))) {
            plugins.add(name);
          }
        }
        for (String service : serviceFiles(jar)) {
          named.addAll(providers(jar, service));
        }
      }
    }
    assertThat(plugins).containsAll(zip.plugins());
    assertThat(named).containsAll(plugins);
  }

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void allThatOurClassesNameIsThere(PluginZip zip) throws Exception {
    List<Path> jars = PluginZip.jars(zip.unpackInto(pluginPath));
    try (URLClassLoader plugin = new URLClassLoader(urls(jars), new ConnectClassLoader())) {
      for (Path jar : jars) {
        for (String name : ownClasses(jar)) {
          Class<?> type = Class.forName(name, false, plugin);
          assertThat(type.getClassLoader()).isSameAs(plugin);
          assertThat(type.getDeclaredMethods()).isNotNull();
          assertThat(type.getDeclaredFields()).isNotNull();
          assertThat(type.getDeclaredConstructors()).isNotNull();
        }
      }
    }
  }

  private static boolean isPlugin(Class<?> type) {
    return !Modifier.isAbstract(type.getModifiers())
        && PLUGIN_TYPES.stream().anyMatch(plugin -> plugin.isAssignableFrom(type));
  }

  private static URL[] urls(List<Path> jars) throws MalformedURLException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    return urls;
  }

  private static List<String> serviceFiles(Path jar) throws IOException {
    return names(jar).stream()
        .filter(name -> name.startsWith(SERVICES) && !name.endsWith("/"))
        .toList();
  }

  private static List<String> ownClasses(Path jar) throws IOException {
    return names(jar).stream()
        .filter(name -> name.startsWith("io/walmirror/") && name.endsWith(".class"))
        .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
        .toList();
  }

  private static List<String> names(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return Collections.list(file.entries()).stream().map(ZipEntry::getName).toList();
    }
  }

  private static List<String> providers(Path jar, String service) throws IOException {
    try (JarFile file = new JarFile(jar.toFile());
        var content = file.getInputStream(file.getEntry(service))) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  /** The JDK, and of this test's class path only what a worker gives to plugins. */
  private static final class ConnectClassLoader extends ClassLoader {

    ConnectClassLoader() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("org.apache.kafka.") || name.startsWith("org.slf4j.")) {
        return PluginClassesIT.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name + " is neither in the zip nor brought by Connect");
    }
  }
}
