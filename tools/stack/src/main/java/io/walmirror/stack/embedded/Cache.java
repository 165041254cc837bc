package io.walmirror.stack.embedded;

import io.walmirror.stack.process.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder of this user's that keeps unpacked binaries from one start to the next. Whatever is in
 * it is whole, whoever else is writing to it.
 */
final class Cache {

  private final Path folder;

  private Cache(Path folder) {
    this.folder = folder;
  }

  /**
   * Under {@code $XDG_CACHE_HOME} or {@code ~/.cache}; where neither can be written, a temporary
   * one.
   */
  static Cache ofUser() {
    String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path usual = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
    try {
      return new Cache(Files.createDirectories(usual.resolve("walmirror")));
    } catch (IOException e) {
      return inTemporary("walmirror-cache-" + System.getProperty("user.name"));
    }
  }

  /** Where other accounts can read too: the superuser's home is closed to them. */
  static Cache ofEverybody() {
    try {
      return new Cache(Files.createDirectories(Path.of("/var/cache/walmirror")));
    } catch (IOException e) {
      return inTemporary("walmirror-cache-everybody");
    }
  }

  private static Cache inTemporary(String name) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"), name);
    try {
      Files.createDirectories(folder);
      Path probe = Files.createTempFile(folder, "probe", "");
      boolean own = Files.getOwner(folder).equals(Files.getOwner(probe));
      Files.delete(probe);
      if (!own) {
        throw new StackException(folder + " belongs to another user; remove it, or set TMPDIR");
      }
      return new Cache(folder);
    } catch (IOException e) {
      throw new StackException("no folder can be written for unpacked binaries: " + folder, e);
    }
  }

  /** Writes what is kept under a name into a new folder. */
  interface Filling {
    void fill(Path folder) throws IOException;
  }

  /** The folder that is kept under that name, filled first when it is not there. */
  Path folder(String name, Filling filling) {
    Path kept = folder.resolve(name);
    if (Files.isDirectory(kept)) {
      return kept;
    }
    try {
      Path unfinished = Files.createTempDirectory(folder, name + ".");
      try {
        filling.fill(unfinished);
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        // Another process was faster, unless it was something else.
        if (!Files.isDirectory(kept)) {
          throw e;
        }
      } finally {
        remove(unfinished);
      }
      return kept;
    } catch (IOException e) {
      throw new StackException("cannot unpack " + name + " into " + folder, e);
    }
  }

  static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(Cache::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
