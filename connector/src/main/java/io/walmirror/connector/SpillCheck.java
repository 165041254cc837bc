package io.walmirror.connector;

import io.walmirror.connector.assemble.SpillFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Tells before a task is started whether large transactions can wait in that folder. */
final class SpillCheck {

  /** What there must be room for at least; some platforms give a container 5 MiB of such space. */
  private static final long LEAST_BYTES = 64L << 20;

  private SpillCheck() {}

  /** What is wrong with the folder, and the cure. */
  static Optional<String> problem(Path folder, long maxBytes) {
    try {
      long room = SpillFolder.probe(folder);
      return room >= Math.min(maxBytes, LEAST_BYTES)
          ? Optional.empty()
          : Optional.of(
              folder
                  + " has room for "
                  + room
                  + " bytes; name a folder with more, set streaming.spill.max.bytes to what there"
                  + " is, or streaming.spill=off, which leaves open transactions to the server");
    } catch (IOException e) {
      return Optional.of(
          folder
              + " cannot be written by this worker ("
              + e
              + "); name another folder, or set streaming.spill=off, which leaves open transactions"
              + " to the server");
    }
  }
}
