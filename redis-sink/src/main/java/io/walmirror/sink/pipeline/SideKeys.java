package io.walmirror.sink.pipeline;

import java.nio.charset.StandardCharsets;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The names of the keys that we keep beside a user's: {@code walmirror:1:<kind>:{T}:<key>}. The tag
 * T puts the side key into the slot of its key, whatever braces the key itself has, so that one
 * script may touch both in a Cluster too. A table's floor has the tag of slot 0 outside of a
 * Cluster, and there one for each slot.
 *
 * <p>There is one tag for each slot, in a table that is part of the format: the first text,
 * shortest first and then in the order of {@code 0-9a-zA-Z}, that hashes to the slot.
 */
final class SideKeys {

  private static final byte[] VERSION = ascii("walmirror:1:v:{");
  private static final byte[] LAG = ascii("walmirror:1:lag:{");
  private static final byte[] FLOOR = ascii("walmirror:1:f:{");
  private static final byte[] MARK = ascii("walmirror:1:w:{");
  private static final byte[] SUFFIX = ascii("}:");
  private static final byte[] ALPHABET =
      ascii("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  private static final int SLOTS = 16_384;

  private SideKeys() {}

  /** The table, built when it is first needed. */
  private static final class Tags {
    static final byte[][] TABLE = build();
  }

  /** The tag of a key's slot. */
  static byte[] tag(byte[] key) {
    return Tags.TABLE[JedisClusterCRC16.getSlot(key)];
  }

  /** The key that holds the version of what is not a live hash. */
  static byte[] version(byte[] tag, byte[] key) {
    return name(VERSION, tag, key);
  }

  /** The key that holds what lags in a partial row. */
  static byte[] lag(byte[] tag, byte[] key) {
    return name(LAG, tag, key);
  }

  /** The key that holds the version at which a keyspace was last emptied. */
  static byte[] floor(byte[] keyspace) {
    return name(FLOOR, Tags.TABLE[0], keyspace);
  }

  /** The key that holds how far a partition was read. */
  static byte[] mark(byte[] partition) {
    return name(MARK, Tags.TABLE[0], partition);
  }

  private static byte[] name(byte[] prefix, byte[] tag, byte[] key) {
    byte[] name = new byte[prefix.length + tag.length + SUFFIX.length + key.length];
    System.arraycopy(prefix, 0, name, 0, prefix.length);
    System.arraycopy(tag, 0, name, prefix.length, tag.length);
    System.arraycopy(SUFFIX, 0, name, prefix.length + tag.length, SUFFIX.length);
    System.arraycopy(key, 0, name, name.length - key.length, key.length);
    return name;
  }

  private static byte[][] build() {
    byte[][] table = new byte[SLOTS][];
    int missing = SLOTS;
    for (int length = 1; missing > 0; length++) {
      missing = fill(table, new byte[length], 0, missing);
    }
    return table;
  }

  private static int fill(byte[][] table, byte[] tag, int place, int missing) {
    int left = missing;
    for (int i = 0; i < ALPHABET.length && left > 0; i++) {
      tag[place] = ALPHABET[i];
      if (place + 1 < tag.length) {
        left = fill(table, tag, place + 1, left);
      } else {
        int slot = JedisClusterCRC16.getSlot(tag);
        if (table[slot] == null) {
          table[slot] = tag.clone();
          left--;
        }
      }
    }
    return left;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
