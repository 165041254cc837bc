package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.spi.snapshot.Snapshotter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/**
 * A jar as somebody else would build it, against debezium-api and nothing else: a Snapshotter that
 * does what the settings {@code acme.*} say, and tells the system property that {@code acme.told}
 * names what was told to it.
 */
final class SnapshotterJar {

  static final String NAME = "acme";

  private static final String SOURCE =
      """
      package acme;
      import io.debezium.spi.snapshot.Snapshotter;
      import java.util.Map;
      public class AcmeSnapshotter implements Snapshotter {
        private String reads;
        private boolean streams;
        private String told;
        public void configure(Map<String, ?> settings) {
          reads = String.valueOf(settings.get("acme.reads"));
          streams = !"false".equals(settings.get("acme.streams"));
          told = String.valueOf(settings.get("acme.told"));
        }
        public String name() { return "acme"; }
        public boolean shouldSnapshotData(boolean offsetExists, boolean inProgress) {
          return reads.equals("always")
              || (reads.equals("unless an offset is there") && !offsetExists);
        }
        public boolean shouldSnapshotSchema(boolean offsetExists, boolean inProgress) {
          return false;
        }
        public boolean shouldStream() { return streams; }
        public boolean shouldSnapshotOnSchemaError() { return false; }
        public boolean shouldSnapshotOnDataError() { return false; }
        public void snapshotCompleted() { System.setProperty(told, "completed"); }
        public void snapshotAborted() { System.setProperty(told, "aborted"); }
      }
      """;

  private SnapshotterJar() {}

  /** Compiles it and packs it. */
  static Path in(Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("AcmeSnapshotter.java"), SOURCE);
    String api =
        Path.of(Snapshotter.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", api, "-d", folder.toString(), source.toString());
    assertThat(failed).as("compiled").isZero();
    Path jar = folder.resolve("acme-snapshotter.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry("acme/AcmeSnapshotter.class"));
      out.write(Files.readAllBytes(folder.resolve("acme/AcmeSnapshotter.class")));
      out.putNextEntry(new JarEntry("META-INF/services/" + Snapshotter.class.getName()));
      out.write("acme.AcmeSnapshotter\n".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }
}
