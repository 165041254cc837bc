package io.walmirror.sink.command;

import io.walmirror.sink.text.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of each field of a shape: set to a value, removed, or kept as it is.
 *
 * @param states a letter for each field, {@link #SET}, {@link #REMOVED} or {@link #KEPT}; nothing
 *     where all are set, as in most rows
 * @param values of the fields that are set, in their order
 */
public record Fields(Optional<Bytes> states, List<Bytes> values) {

  public static final char SET = 's';
  public static final char REMOVED = 'r';
  public static final char KEPT = 'k';

  /** The state of one field. */
  public char state(int field) {
    return states.isEmpty() ? SET : (char) states.get().array()[field];
  }

  /** Gathers the fields of one row, in their order. */
  static final class Builder {
    private final List<Bytes> values;
    private final byte[] states;
    private int next;

    Builder(int fields) {
      this.values = new ArrayList<>(fields);
      this.states = new byte[fields];
      Arrays.fill(states, (byte) SET);
    }

    void set(Bytes value) {
      values.add(value);
      next++;
    }

    void remove() {
      states[next++] = REMOVED;
    }

    void keep() {
      states[next++] = KEPT;
    }

    Fields build() {
      boolean allSet = values.size() == states.length;
      return new Fields(allSet ? Optional.empty() : Optional.of(Bytes.of(states)), values);
    }
  }
}
