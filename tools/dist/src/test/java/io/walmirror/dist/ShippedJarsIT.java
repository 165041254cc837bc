package io.walmirror.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.stack.proof.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each zip ships is written down in {@code shipped-jars.txt}, and changes only in a diff. */
class ShippedJarsIT {

  private static final String CURE =
      """
      If that is meant, run `mvn verify -pl tools/dist -am -Dshipped.jars=write` and commit the \
      file; otherwise exclude the jar in the module's pom.xml.""";

  @TempDir Path pluginPath;

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void aZipShipsTheJarsThatAreWrittenDown(PluginZip zip) throws IOException {
    List<String> shipped = shippedBy(zip);
    if (System.getProperty("shipped.jars", "").equals("write")) {
      Files.write(zip.shippedJars(), shipped);
    }
    requireSame(zip, Files.readAllLines(zip.shippedJars()), shipped);
  }

  @Test
  void aJarThatIsNotWrittenDownIsNamed() throws IOException {
    List<String> shipped = shippedBy(PluginZip.SINK);
    List<String> written = new ArrayList<>(shipped);
    String unannounced = written.remove(0);

    assertThatThrownBy(() -> requireSame(PluginZip.SINK, written, shipped))
        .hasMessageContaining(unannounced)
        .hasMessageContaining("-Dshipped.jars=write");
    Proof.row(
        "No jar is shipped unannounced",
        "ShippedJarsIT.aZipShipsTheJarsThatAreWrittenDown",
        PluginZip.every().size() + " zips compared with the committed lists",
        "a list without one of its jars: red");
  }

  /** Our own jars are listed without their version, which changes with every release. */
  private List<String> shippedBy(PluginZip zip) throws IOException {
    return PluginZip.jars(zip.unpackInto(pluginPath)).stream()
        .map(jar -> jar.getFileName().toString())
        .map(
            jar ->
                jar.startsWith("walmirror-")
                    ? jar.replace(PluginZip.VERSION, "${project.version}")
                    : jar)
        .toList();
  }

  private static void requireSame(PluginZip zip, List<String> written, List<String> shipped) {
    assertThat(shipped)
        .as("%s.zip against %s. %s", zip.folder(), zip.shippedJars(), CURE)
        .containsExactlyElementsOf(written);
  }
}
