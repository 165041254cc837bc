package io.walmirror.it.monitor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the writes to one database, one after the other: of no key may the version go back, nor
 * the row.
 *
 * <p>Two orders are checked. One is Walmirror's: the version in a hash's field or in a side key.
 * The other is the application's, of which Walmirror knows nothing: a column that grows with every
 * change of the row. A table's floor counts for each of its keys: nothing older is written after
 * it.
 */
final class Writes {

  private static final String VERSION_FIELD = "_v";
  private static final Pattern OWN_KEY =
      Pattern.compile("walmirror:1:(v|f|lag|w|meta):(?:\\{[0-9a-zA-Z]+\\}:)?(.*)", Pattern.DOTALL);
  private static final Pattern VERSION =
      Pattern.compile("(p[0-9a-f]{35}|d[0-9a-f]{40}|k[0-9a-f]{32})(#[0-9a-f]{8})?");
  private final Set<String> writeCommands;
  private final String revisionColumn;
  private final Map<String, String> versions = new HashMap<>();
  private final Map<String, Long> revisions = new HashMap<>();
  private final Map<String, String> floors = new HashMap<>();
  private final Set<String> deleted = new HashSet<>();
  private final Set<String> unversioned = new LinkedHashSet<>();
  private final List<Violation> violations = new ArrayList<>();
  private long count;

  /** With the names of all commands that write, in upper case. */
  Writes(Set<String> writeCommands, String revisionColumn) {
    this.writeCommands = Set.copyOf(writeCommands);
    this.revisionColumn = revisionColumn;
  }

  void accept(MonitorLine line) {
    List<String> arguments = line.arguments();
    switch (line.command()) {
      case "HSET", "HMSET" -> put(arguments.get(0), arguments);
      case "HDEL" -> removeFields(arguments.get(0), arguments);
      case "DEL", "UNLINK" -> arguments.forEach(this::delete);
      case "SET" -> set(arguments.get(0), arguments.get(1));
      default -> {
        if (writeCommands.contains(line.command())) {
          violate(Violation.Kind.UNKNOWN_COMMAND, String.valueOf(arguments), "", line.command());
        }
      }
    }
  }

  private void put(String key, List<String> arguments) {
    if (OWN_KEY.matcher(key).matches()) {
      return;
    }
    count++;
    for (int i = 1; i + 1 < arguments.size(); i += 2) {
      String value = arguments.get(i + 1);
      if (arguments.get(i).equals(VERSION_FIELD)) {
        version(key, value);
      } else if (arguments.get(i).equals(revisionColumn)) {
        revision(key, Long.parseLong(value));
      }
    }
    deleted.remove(key);
  }

  private void removeFields(String key, List<String> arguments) {
    if (OWN_KEY.matcher(key).matches()) {
      return;
    }
    count++;
    if (arguments.subList(1, arguments.size()).contains(VERSION_FIELD)) {
      violate(Violation.Kind.NO_VERSION, key, String.valueOf(versions.get(key)), "removed");
    }
  }

  private void delete(String key) {
    if (!OWN_KEY.matcher(key).matches()) {
      count++;
      deleted.add(key);
    }
  }

  /**
   * A document, whose version follows at once; or a version of what is no live hash; or a floor.
   */
  private void set(String key, String text) {
    Matcher own = OWN_KEY.matcher(key);
    if (!own.matches()) {
      count++;
      deleted.remove(key);
      if (!unversioned.add(key)) {
        violate(Violation.Kind.NO_VERSION, key, String.valueOf(versions.get(key)), "none");
      }
      return;
    }
    switch (own.group(1)) {
      case "v" -> {
        count++;
        version(own.group(2), text);
        unversioned.remove(own.group(2));
      }
      case "f" -> {
        count++;
        raise(own.group(2), text);
      }
      case "w", "meta" -> {
        // How far a task has read, which may go back, and which versions a mapping has: no rows.
      }
      default -> violate(Violation.Kind.UNKNOWN_COMMAND, key, "", "SET");
    }
  }

  private void raise(String keyspace, String text) {
    String before = floors.put(keyspace, text);
    if (before != null && before.compareTo(text) > 0) {
      violate(Violation.Kind.VERSION_WENT_BACK, keyspace, before, text);
    }
  }

  private void version(String key, String text) {
    Matcher version = VERSION.matcher(text);
    if (!version.matches()) {
      violate(Violation.Kind.NO_VERSION, key, String.valueOf(versions.get(key)), text);
      return;
    }
    String before = versions.put(key, version.group(1));
    if (before != null && before.compareTo(version.group(1)) > 0) {
      violate(Violation.Kind.VERSION_WENT_BACK, key, before, version.group(1));
    }
    floors.forEach(
        (keyspace, floor) -> {
          if (key.startsWith(keyspace) && floor.compareTo(version.group(1)) > 0) {
            violate(Violation.Kind.VERSION_WENT_BACK, key, floor, version.group(1));
          }
        });
  }

  /** A deleted row comes back only as a newer one. */
  private void revision(String key, long revision) {
    Long before = revisions.put(key, revision);
    if (before != null && (before > revision || (deleted.contains(key) && before == revision))) {
      violate(Violation.Kind.ROW_WENT_BACK, key, before.toString(), Long.toString(revision));
    }
  }

  private void violate(Violation.Kind kind, String key, String before, String after) {
    violations.add(new Violation(kind, key, before, after));
  }

  List<Violation> violations() {
    List<Violation> all = new ArrayList<>(violations);
    unversioned.forEach(
        key ->
            all.add(new Violation(Violation.Kind.NO_VERSION, key, "", "a text without version")));
    return all;
  }

  long count() {
    return count;
  }
}
