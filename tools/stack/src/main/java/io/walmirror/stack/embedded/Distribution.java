package io.walmirror.stack.embedded;

import io.walmirror.stack.process.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The published artifacts of a server, as the build listed them: one resource for each server and
 * version, {@code kafka-4.3.1.classpath}, with paths relative to the local Maven repository.
 */
final class Distribution {

  private static final String FOLDER = "/io/walmirror/stack/servers/";
  private static final String REPOSITORY = "@repository@";

  private final String server;
  private final String version;
  private final URL list;

  private Distribution(String server, String version, URL list) {
    this.server = server;
    this.version = version;
    this.list = list;
  }

  /** That server's; an empty version is the one that the build fetched. */
  static Distribution of(String server, String version) {
    String wanted = version.isEmpty() ? built(server) : version;
    URL list = Distribution.class.getResource(FOLDER + server + "-" + wanted + ".classpath");
    if (list == null) {
      throw new StackException(
          String.format(
              "%s %s was not fetched by the build; run: mvn install -DskipTests -D%s.version=%s"
                  + " -pl tools/stack/servers/%s -am",
              server, wanted, server, wanted, server));
    }
    return new Distribution(server, wanted, list);
  }

  private static String built(String server) {
    try (InputStream in = Distribution.class.getResourceAsStream(FOLDER + server + ".properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String version() {
    return version;
  }

  /** Its artifacts. */
  List<Path> artifacts() {
    try (InputStream in = list.openStream()) {
      List<Path> artifacts = new ArrayList<>();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String each : text.strip().split(";", -1)) {
        artifacts.add(existing(each.replace(REPOSITORY, LocalRepository.folder().toString())));
      }
      return artifacts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jar or folder that the list itself is in, which has what the stack adds to the server. */
  Path addition() {
    String place = list.toString();
    String end = FOLDER + place.substring(place.lastIndexOf('/') + 1);
    String root = place.substring(0, place.length() - end.length());
    if (root.startsWith("jar:")) {
      root = root.substring("jar:".length(), root.length() - "!".length());
    }
    try {
      return Path.of(new java.net.URI(root));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("not a place of a jar or a folder: " + root, e);
    }
  }

  private Path existing(String file) {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new StackException(
          String.format(
              "%s %s needs %s, which is not there; run: mvn install -DskipTests"
                  + " -pl tools/stack/servers/%s -am",
              server, version, path, server));
    }
    return path;
  }
}
