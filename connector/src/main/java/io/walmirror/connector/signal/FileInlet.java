package io.walmirror.connector.signal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals in a file, one JSON object a line. The file is taken away by its name, so that nobody's
 * line is lost who writes meanwhile, and goes when all that it said survives a restart; one that
 * was taken before a crash is read again, and its signals are known by their ids.
 */
final class FileInlet implements Inlet {

  private static final Logger log = LoggerFactory.getLogger(FileInlet.class);
  private static final String TAKEN = ".taken";

  private final Path file;
  private final Path taken;
  private long lastPut;
  private long bytesRead;
  private long seen;
  private boolean reading;
  private boolean told;

  FileInlet(Path file) {
    this.file = file;
    this.taken = file.resolveSibling(file.getFileName() + TAKEN);
  }

  @Override
  public String name() {
    return "file " + file;
  }

  @Override
  public void read(Inbox inbox) {
    try {
      if (!reading && (Files.exists(taken) || take())) {
        reading = true;
        bytesRead = 0;
        seen = 0;
      }
      if (reading) {
        // Whoever had it open while it was taken may have written on.
        readOn(inbox);
        if (inbox.kept() >= lastPut && Files.size(taken) == bytesRead) {
          Files.delete(taken);
          reading = false;
        }
      }
      told = false;
    } catch (IOException e) {
      if (!told) {
        log.warn(
            "signals in {} cannot be read: {}; the worker must be able to rename and delete the file,"
                + " and nothing of it is followed until it can",
            file,
            e.toString());
        told = true;
      }
    }
  }

  private boolean take() throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) == 0) {
      return false;
    }
    Files.move(file, taken, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  private void readOn(Inbox inbox) throws IOException {
    byte[] all = Files.readAllBytes(taken);
    int from = (int) bytesRead;
    while (from < all.length) {
      int end = from;
      while (end < all.length && all[end] != '\n') {
        end++;
      }
      if (end == all.length && all.length != seen) {
        // A line without its end may be half of one, unless nothing was added since.
        break;
      }
      String line = new String(all, from, end - from, StandardCharsets.UTF_8).strip();
      if (!line.isEmpty()) {
        String id = UUID.nameUUIDFromBytes(line.getBytes(StandardCharsets.UTF_8)).toString();
        lastPut = inbox.put(Arrival.of(line, SignalChannel.FILE, id, OptionalLong.empty()));
      }
      from = Math.min(all.length, end + 1);
    }
    bytesRead = from;
    seen = all.length;
  }

  @Override
  public void close() {
    // What was taken and does not survive a restart yet is read again by the next.
  }
}
