package io.walmirror.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where each contender's flight recording goes, if it is wanted. */
public record Profile(Optional<Path> folder) {

  /** The flags that make a contender record itself. */
  public List<String> flags(String contender) {
    if (folder.isEmpty()) {
      return List.of();
    }
    try {
      Path file = Files.createDirectories(folder.get().toAbsolutePath()).resolve(contender);
      return List.of("-XX:StartFlightRecording=settings=profile,filename=" + file + ".jfr");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the folder " + folder.get(), e);
    }
  }
}
