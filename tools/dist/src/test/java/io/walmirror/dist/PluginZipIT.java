package io.walmirror.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plugin zip holds what its users, their lawyers and their scanners need, and nothing else. */
class PluginZipIT {

  /** What every Connect worker brings: a second copy breaks class loading. */
  private static final List<String> BROUGHT_BY_CONNECT =
      List.of(
          "org/apache/kafka/",
          "org/slf4j/",
          "org/apache/log4j/",
          "org/apache/logging/",
          "ch/qos/logback/",
          "com/github/luben/zstd/",
          "net/jpountz/",
          "org/xerial/snappy/");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path pluginPath;

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void everythingIsInOneFolderOfTheZipsName(PluginZip zip) throws IOException {
    try (ZipFile file = new ZipFile(zip.file().toFile())) {
      List<? extends ZipEntry> entries = Collections.list(file.entries());
      assertThat(entries).allMatch(entry -> entry.getName().startsWith(zip.folder() + "/"));
      assertThat(entries.stream().map(ZipEntry::getTimeLocal).distinct())
          .as("one fixed time in all entries, or the archive is not reproducible")
          .hasSize(1);
      assertThat(entries.stream().map(ZipEntry::getName))
          .doesNotHaveDuplicates()
          .contains(
              zip.folder() + "/manifest.json",
              zip.folder() + "/doc/LICENSE",
              zip.folder() + "/doc/NOTICE",
              zip.folder() + "/doc/README.md",
              zip.folder() + "/doc/THIRD-PARTY.txt");
    }
  }

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void theManifestIsAConfluentComponentOfThisVersion(PluginZip zip) throws IOException {
    JsonNode manifest = JSON.readTree(zip.unpackInto(pluginPath).resolve("manifest.json").toFile());

    assertThat(manifest.path("name").textValue()).isEqualTo(zip.artifact());
    assertThat(manifest.path("version").textValue()).isEqualTo(PluginZip.VERSION);
    assertThat(manifest.path("title").textValue()).isNotBlank();
    assertThat(manifest.path("description").textValue()).isNotBlank();
    assertThat(manifest.path("owner").path("username").textValue()).isEqualTo("walmirror");
    assertThat(manifest.path("license").path(0).path("name").textValue()).isEqualTo("Apache-2.0");
    assertThat(texts(manifest.path("component_types"))).isEqualTo(zip.componentTypes());
    assertThat(texts(manifest.path("requirements"))).isNotEmpty();
    assertThat(texts(manifest.path("tags"))).isNotEmpty();
    assertThat(LocalDate.parse(manifest.path("release_date").textValue())).isNotNull();
    assertThat(manifest.path("features").path("kafka_connect_api").booleanValue()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void theReadmeNamesTheVersionThatItIsShippedWith(PluginZip zip) throws IOException {
    String readme = Files.readString(zip.unpackInto(pluginPath).resolve("doc/README.md"));

    assertThat(readme).contains(zip.folder()).doesNotContain("${project");
  }

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void noJarHoldsWhatConnectBringsAndNoClassIsThereTwice(PluginZip zip) throws IOException {
    Map<String, Path> owners = new HashMap<>();
    List<String> twice = new ArrayList<>();
    for (Path jar : PluginZip.jars(zip.unpackInto(pluginPath))) {
      try (JarFile file = new JarFile(jar.toFile())) {
        for (ZipEntry entry : Collections.list(file.entries())) {
          String name = entry.getName().replaceFirst("^META-INF/versions/\\d+/", "");
          assertThat(BROUGHT_BY_CONNECT).as("%s in %s", name, jar).noneMatch(name::startsWith);
          Path owner = owners.putIfAbsent(name, jar);
          if (name.endsWith(".class") && owner != null && !owner.equals(jar)) {
            twice.add(name + " in " + owner.getFileName() + " and " + jar.getFileName());
          }
        }
      }
    }
    assertThat(twice).filteredOn(name -> !name.startsWith("module-info.class")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void everyForeignJarHasALicenceEntryAndANotice(PluginZip zip) throws IOException {
    Path unpacked = zip.unpackInto(pluginPath);
    List<String> entries = Files.readAllLines(unpacked.resolve("doc/THIRD-PARTY.txt"));
    String notice = Files.readString(unpacked.resolve("doc/NOTICE"));

    for (Path jar : PluginZip.jars(unpacked)) {
      String name = jar.getFileName().toString();
      if (!name.startsWith("walmirror-")) {
        assertThat(entries)
            .as("entry of %s in THIRD-PARTY.txt: jar | name | licence | home page", name)
            .anyMatch(entry -> entry.startsWith(name + " | ") && !entry.contains("|  |"));
        String artifact = name.replaceFirst("-\\d.*", "");
        assertThat(notice.contains(artifact))
            .as("src/plugin/NOTICE of %s has the copyright line of %s", zip.folder(), artifact)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void theSbomListsExactlyTheJarsBesideTheModulesOwn(PluginZip zip) throws IOException {
    Path unpacked = zip.unpackInto(pluginPath);
    Path inside = unpacked.resolve("doc").resolve(zip.folder() + ".cdx.json");
    assertThat(inside).as("the zip was packaged with -Dsbom=off").exists();
    assertThat(inside).hasSameBinaryContentAs(zip.beside(".cdx.json"));
    JsonNode sbom = JSON.readTree(inside.toFile());

    TreeSet<String> jars = new TreeSet<>();
    jars.add(jar(sbom.path("metadata").path("component")));
    sbom.path("components").forEach(component -> jars.add(jar(component)));
    if (zip.equals(PluginZip.ALL)) {
      jars.remove("walmirror-dist-" + PluginZip.VERSION + ".jar");
    }
    assertThat(sbom.path("bomFormat").textValue()).isEqualTo("CycloneDX");
    assertThat(PluginZip.jars(unpacked).stream().map(jar -> jar.getFileName().toString()))
        .containsExactlyElementsOf(jars);
  }

  @ParameterizedTest
  @MethodSource("io.walmirror.dist.PluginZip#every")
  void theChecksumBesideTheZipIsThatOfTheZip(PluginZip zip)
      throws IOException, GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(zip.file()));

    assertThat(Files.readString(zip.beside(".zip.sha512")).strip())
        .isEqualTo(HexFormat.of().formatHex(digest) + " *" + zip.file().getFileName());
  }

  private static String jar(JsonNode component) {
    return component.path("name").textValue()
        + "-"
        + component.path("version").textValue()
        + ".jar";
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.textValue()));
    return texts;
  }
}
