package io.walmirror.connector.signal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals in a file. The file is taken away by its name, so that nobody's line is lost who writes
 * meanwhile, and goes when all that it said survives a restart; the next is taken before that,
 * under a number. What was taken before a crash is read again, and its signals are known by their
 * ids.
 */
final class FileInlet implements Inlet {

  private static final Logger log = LoggerFactory.getLogger(FileInlet.class);

  private final Path file;
  private final Pattern takenName;
  private final SortedMap<Integer, TakenFile> taken = new TreeMap<>();
  private boolean begun;
  private boolean told;

  FileInlet(Path file) {
    this.file = file.toAbsolutePath();
    this.takenName =
        Pattern.compile(Pattern.quote(file.getFileName() + ".taken") + "(?:-(\\d{1,9}))?");
  }

  @Override
  public String name() {
    return "file " + file;
  }

  @Override
  public void read(Inbox inbox) {
    try {
      if (!begun) {
        findTaken();
        begun = true;
      }
      take();
      for (int number : List.copyOf(taken.keySet())) {
        if (taken.get(number).read(inbox)) {
          taken.remove(number);
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

  /** What an earlier run took, and did not see stored. */
  private void findTaken() throws IOException {
    List<Path> left = new ArrayList<>();
    try (Stream<Path> all = Files.list(file.getParent())) {
      all.forEach(left::add);
    }
    for (Path each : left) {
      Matcher name = takenName.matcher(each.getFileName().toString());
      if (name.matches()) {
        taken.put(name.group(1) == null ? 0 : Integer.parseInt(name.group(1)), new TakenFile(each));
      }
    }
  }

  private void take() throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > 0) {
      int number = taken.isEmpty() ? 0 : taken.lastKey() + 1;
      Path away =
          file.resolveSibling(file.getFileName() + ".taken" + (number == 0 ? "" : "-" + number));
      Files.move(file, away, StandardCopyOption.ATOMIC_MOVE);
      taken.put(number, new TakenFile(away));
    }
  }

  @Override
  public void close() {
    // What was taken and does not survive a restart yet is read again by the next.
  }
}
