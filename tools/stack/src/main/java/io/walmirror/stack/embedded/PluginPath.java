package io.walmirror.stack.embedded;

import io.walmirror.stack.process.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A worker's {@code plugin.path}: zips are unpacked, folders are used as they are. */
final class PluginPath {

  private PluginPath() {}

  /** The value of {@code plugin.path}. Each zip is unpacked anew into a folder of its own. */
  static String of(List<Path> plugins, Path unpackInto) {
    List<String> folders = new ArrayList<>();
    for (Path plugin : plugins) {
      folders.add(folder(plugin.toAbsolutePath(), unpackInto).toString());
    }
    return String.join(",", folders);
  }

  private static Path folder(Path plugin, Path unpackInto) {
    if (Files.isDirectory(plugin)) {
      return plugin;
    }
    if (!Files.isRegularFile(plugin)) {
      throw new StackException("there is no plugin " + plugin + "; has it been built?");
    }
    String name = plugin.getFileName().toString().replaceFirst("\\.zip$", "");
    Path folder = unpackInto.resolve(name);
    try {
      Cache.remove(folder);
      unzip(plugin, folder);
      return folder;
    } catch (IOException e) {
      throw new StackException("cannot unpack the plugin " + plugin, e);
    }
  }

  private static void unzip(Path file, Path folder) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("an entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
    }
  }
}
