package io.walmirror.sink.pipeline;

import io.walmirror.sink.config.FenceConfig;
import io.walmirror.sink.row.VersionScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The scripts that Redis runs for us, each behind the words that they share. */
final class Script {

  private static final String VERSIONS = "versions.lua";
  private static final String STORED = "stored.lua";

  /** Stands in the script for the letters of the schemes that count as older. */
  private static final String SUPERSEDED = "@SUPERSEDED@";

  private Script() {}

  /** The script of that name for this fence. */
  static byte[] of(String name, FenceConfig fence) {
    String letters =
        fence.superseded().stream()
            .map(VersionScheme::letter)
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining());
    String versions = text(VERSIONS).replace(SUPERSEDED, letters);
    return (versions + text(STORED) + text(name)).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(String name) {
    try (InputStream script = Script.class.getResourceAsStream(name)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name + " from the jar", e);
    }
  }
}
