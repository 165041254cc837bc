package io.walmirror.connector.signal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A file of signals that was taken away from who writes them, one JSON object a line, read as far
 * as it has whole lines. Whoever had it open while it was taken may write on.
 */
final class TakenFile {

  private final Path path;
  private long lastPut;
  private long bytesRead;
  private long seen;

  TakenFile(Path path) {
    this.path = path;
  }

  /** Puts what is new into the inbox; true once the file is gone, because all of it is safe. */
  boolean read(Inbox inbox) throws IOException {
    byte[] all = Files.readAllBytes(path);
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
    if (inbox.kept() < lastPut || Files.size(path) != bytesRead) {
      return false;
    }
    Files.delete(path);
    return true;
  }
}
