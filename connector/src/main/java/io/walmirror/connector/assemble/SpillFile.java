package io.walmirror.connector.assemble;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One transaction's file in the spill folder. It has a name of its own and is held open: another
 * task that empties the folder takes the name away, but never the content.
 */
final class SpillFile implements AutoCloseable {

  private static final int READ_BYTES = 1 << 16;

  private final Path path;
  private final RandomAccessFile file;
  private long bytes;

  private SpillFile(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /** Opens a file that was just created. */
  static SpillFile open(Path path) throws IOException {
    return new SpillFile(path, new RandomAccessFile(path.toFile(), "rw"));
  }

  void append(Chunks content) throws IOException {
    file.seek(bytes);
    content.writeTo(new FileOutputStream(file.getFD()));
    bytes += content.size();
  }

  /** All of it from the beginning; nothing can be appended any more. */
  InputStream read() throws IOException {
    file.seek(0);
    return new BufferedInputStream(new FileInputStream(file.getFD()), READ_BYTES);
  }

  long bytes() {
    return bytes;
  }

  /** Removes it. */
  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
