package io.walmirror.connector;

import io.walmirror.envelope.Position;
import io.walmirror.stack.server.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a {@link SnapshotProcess} printed of {@link Accounts} and of a table {@code quiet} beside
 * them, applied as a sink would: a row is taken if it is not older than what is there.
 */
final class AccountMirror {

  private final Map<String, Position> positions = new HashMap<>();
  private final Map<String, String> balances = new HashMap<>();
  private final Map<String, String> notes = new HashMap<>();
  private final Set<String> swept = new HashSet<>();
  private final List<String> quiet = new ArrayList<>();
  private int accounts;
  private int flushes;
  private boolean stored;
  private boolean asked;
  private boolean ended;

  /** Takes a line. */
  void line(String line) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "control" -> {}
      case "sweep" -> swept.add(words[1]);
      case "stored" -> {
        flushes++;
        stored = Boolean.parseBoolean(words[1]);
        asked = Boolean.parseBoolean(words[2]);
      }
      default -> event(words);
    }
  }

  private void event(String[] words) {
    if (words[0].endsWith(".the_end")) {
      ended = true;
    } else if (words[0].endsWith(".quiet")) {
      quiet.add(words[2]);
    } else if (words[0].endsWith(".account")) {
      accounts += words[1].equals("r") ? 1 : 0;
      apply(words);
    }
  }

  private void apply(String[] words) {
    String id = words[2];
    Position position = Position.parse(words[3]);
    Position before = positions.get(id);
    if (before != null && position.compareTo(before) < 0) {
      return;
    }
    positions.put(id, position);
    if (words[1].equals("d") || words[1].equals("-")) {
      balances.remove(id);
      notes.remove(id);
    } else {
      balances.put(id, words[4]);
      if (!words[5].equals("?")) {
        notes.put(id, words[5]);
      }
    }
  }

  /** How many rows of snapshots came. */
  int rows() {
    return accounts + quiet.size();
  }

  /** How many of them were accounts. */
  int accounts() {
    return accounts;
  }

  /** The keys of the quiet table, as they came. */
  List<String> quiet() {
    return quiet;
  }

  /** The tables that were swept. */
  Set<String> swept() {
    return swept;
  }

  /** How often offsets were stored. */
  int flushes() {
    return flushes;
  }

  /** True once what is stored says that the first snapshot is done. */
  boolean stored() {
    return stored;
  }

  /** True while a request is stored that is not done. */
  boolean asked() {
    return asked;
  }

  /** True once a row of {@code the_end} came. */
  boolean ended() {
    return ended;
  }

  /** Accounts that are not what the database says. */
  List<String> wrong(Database database) {
    List<String> wrong = new ArrayList<>();
    Map<String, String> left = new HashMap<>(balances);
    for (List<String> row : database.rows("SELECT id, balance, note FROM account")) {
      String note = row.get(2) == null ? "-" : Integer.toString(row.get(2).hashCode());
      boolean same =
          row.get(1).equals(left.remove(row.get(0))) && note.equals(notes.get(row.get(0)));
      if (!same) {
        wrong.add(row.get(0));
      }
    }
    wrong.addAll(left.keySet());
    return wrong;
  }
}
