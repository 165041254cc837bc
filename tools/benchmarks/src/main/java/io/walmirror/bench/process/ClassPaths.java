package io.walmirror.bench.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The class paths of contenders. */
public final class ClassPaths {

  private static final String PEER = "/io/walmirror/bench/peer.classpath";

  private ClassPaths() {}

  /** The bench's own: what Walmirror's tasks run with. A contender runs in another folder. */
  public static String own() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The bench's classes, and Debezium with what it was released with; nothing else of ours. */
  public static String peer() {
    List<String> jars = List.of(peerList().split(File.pathSeparator, -1));
    for (String jar : jars) {
      if (!Files.isRegularFile(Path.of(jar))) {
        throw new ContenderFailedException(
            "Debezium needs " + jar + ", which is not there; " + cure());
      }
    }
    return String.join(
        File.pathSeparator, Stream.concat(Stream.of(here()), jars.stream()).toList());
  }

  private static String peerList() {
    try (InputStream in = ClassPaths.class.getResourceAsStream(PEER)) {
      if (in == null) {
        throw new ContenderFailedException("the build has not fetched Debezium; " + cure());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String cure() {
    return "run: mvn install -DskipTests -pl tools/benchmarks/peer";
  }

  private static String here() {
    try {
      return Path.of(ClassPaths.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of the bench's classes is no file", e);
    }
  }
}
