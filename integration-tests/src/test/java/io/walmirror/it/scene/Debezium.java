package io.walmirror.it.scene;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debezium's connector as a plugin, made of the jars that it was released with. */
public final class Debezium {

  public static final String SOURCE = "io.debezium.connector.postgresql.PostgresConnector";

  private static final String LIST = "/io/walmirror/bench/peer.classpath";
  private static final List<String> PROVIDED = List.of("slf4j-", "connect-api-", "kafka-clients-");

  private Debezium() {}

  /** A folder of plugins, with this one. */
  public static Path plugins() {
    Path plugins = Fork.folder("peers");
    Path folder = plugins.resolve("debezium-connector-postgres");
    try {
      Files.createDirectories(folder);
      for (String jar : jars()) {
        Path source = Path.of(jar);
        Path copy = folder.resolve(source.getFileName());
        if (PROVIDED.stream().noneMatch(copy.getFileName().toString()::startsWith)
            && !Files.exists(copy)) {
          Files.copy(source, copy);
        }
      }
      return plugins;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> jars() throws IOException {
    try (InputStream in = Debezium.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException(
            "the build has not fetched Debezium; run: mvn install -DskipTests -pl"
                + " tools/benchmarks/peer");
      }
      String list = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return List.of(list.split(File.pathSeparator, -1));
    }
  }
}
