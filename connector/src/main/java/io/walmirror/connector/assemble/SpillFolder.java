package io.walmirror.connector.assemble;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where transactions that are still open go when they outgrow memory: one file each, all of them
 * together no larger than allowed. A folder belongs to one task; what a killed one left is removed.
 */
public final class SpillFolder {

  private static final String SUFFIX = ".spill";

  private final Path folder;
  private final long maxBytes;
  private long bytes;

  private SpillFolder(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /** Writes a file in {@code parent} and removes it; how many bytes there is room for. */
  public static long probe(Path parent) throws IOException {
    Files.createDirectories(parent);
    Files.delete(Files.createTempFile(parent, "walmirror-", SUFFIX));
    return Files.getFileStore(parent).getUsableSpace();
  }

  /** The folder of a client in {@code parent}, emptied. */
  public static SpillFolder open(Path parent, String client, long maxBytes) throws IOException {
    Path folder = parent.resolve("walmirror-" + client);
    Files.createDirectories(folder);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    return new SpillFolder(folder, maxBytes);
  }

  /** The file of a transaction. */
  Path file(int xid) {
    return folder.resolve(Integer.toUnsignedString(xid) + SUFFIX);
  }

  /** Asks for room before it is written to. */
  void take(long more) {
    if (bytes + more > maxBytes) {
      throw new SpillFullException(bytes + more, maxBytes);
    }
    bytes += more;
  }

  void giveBack(long less) {
    bytes -= less;
  }

  long bytes() {
    return bytes;
  }

  /** Removes the folder when nothing is in it. */
  void close() throws IOException {
    Files.deleteIfExists(folder);
  }
}
