package io.walmirror.stack.embedded;

import io.walmirror.stack.process.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Unpacks a Redis program from its jar, which has one for each platform. */
final class RedisBinary {

  private RedisBinary() {}

  /** The program of version {@code 7} or {@code 6.2}. */
  static Path of(String version) {
    Platform platform = Platform.here();
    Path jar = Distribution.of("redis", version).artifacts().get(0);
    String entry = entry(version, platform);
    return Cache.ofUser()
        .folder(entry, folder -> unpack(jar, entry, folder))
        .resolve("redis-server");
  }

  private static String entry(String version, Platform platform) {
    return switch (version) {
      case "7" -> "redis-server-7.0.15-" + platform.os() + (platform.arm() ? "-arm64" : "-amd64");
      case "6.2" -> "redis-server-6.2.6-" + platform.os() + (platform.arm() ? "-arm64" : "-x86_64");
      default ->
          throw new StackException(
              "there is no embedded Redis " + version + ", only 7 and 6.2; others by -Dservers");
    };
  }

  private static void unpack(Path jar, String name, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new StackException("there is no " + name + " in " + jar);
      }
      Path program = folder.resolve("redis-server");
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, program);
      }
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
