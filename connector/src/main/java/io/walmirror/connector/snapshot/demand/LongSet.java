package io.walmirror.connector.snapshot.demand;

import java.util.Arrays;

/** A set of 64-bit hashes in one array. Not thread-safe. */
final class LongSet {

  private static final int FIRST = 4;

  private long[] slots = new long[FIRST];
  private int size;
  private boolean zero;

  /** True if it was not there. */
  boolean add(long hash) {
    if (hash == 0) {
      boolean added = !zero;
      zero = true;
      return added;
    }
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    if (put(hash)) {
      size++;
      return true;
    }
    return false;
  }

  void addAll(LongSet others) {
    zero |= others.zero;
    for (long each : others.slots) {
      if (each != 0) {
        add(each);
      }
    }
  }

  boolean contains(long hash) {
    if (hash == 0) {
      return zero;
    }
    for (int at = at(hash); slots[at] != 0; at = at + 1 & slots.length - 1) {
      if (slots[at] == hash) {
        return true;
      }
    }
    return false;
  }

  int size() {
    return size + (zero ? 1 : 0);
  }

  boolean isEmpty() {
    return size == 0 && !zero;
  }

  void clear() {
    if (size > 0) {
      Arrays.fill(slots, 0);
    }
    size = 0;
    zero = false;
  }

  private boolean put(long hash) {
    int at = at(hash);
    while (slots[at] != 0) {
      if (slots[at] == hash) {
        return false;
      }
      at = at + 1 & slots.length - 1;
    }
    slots[at] = hash;
    return true;
  }

  private int at(long hash) {
    return (int) (hash ^ hash >>> 32) & slots.length - 1;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[2 * before.length];
    for (long each : before) {
      if (each != 0) {
        put(each);
      }
    }
  }
}
