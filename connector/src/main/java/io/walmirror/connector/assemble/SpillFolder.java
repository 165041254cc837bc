package io.walmirror.connector.assemble;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where transactions that are still open go when they outgrow memory: one file each, all of them
 * together no larger than allowed. What a killed task left is removed.
 *
 * <p>A folder belongs to one connector, but for a moment two tasks of it may use the folder: where
 * Connect gave up waiting for one to end and has started the next. So no file is found by the id of
 * its transaction, which both tasks may be sent.
 */
public final class SpillFolder {

  private static final String SUFFIX = ".spill";
  private static final int TRIES = 100;

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
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException ignored) {
      // The first file makes it.
    }
    return new SpillFolder(folder, maxBytes);
  }

  /** A new file for a transaction. */
  SpillFile create(int xid) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return SpillFile.open(
            Files.createTempFile(folder, Integer.toUnsignedString(xid) + "-", SUFFIX));
      } catch (NoSuchFileException | FileNotFoundException e) {
        // Nobody has made the folder yet, or another task has just removed it, or emptied it.
        if (tries == TRIES) {
          throw e;
        }
        make();
      }
    }
  }

  private void make() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException ignored) {
      // Made by another task and removed before that was looked at.
    }
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
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // The next task uses it already.
      return;
    }
  }
}
