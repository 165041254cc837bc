package io.walmirror.sink.pipeline;

import java.nio.charset.StandardCharsets;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The names of the keys that we keep beside a user's: {@code walmirror:1:<kind>:{T}:<key>}. The tag
 * T puts the side key into the slot of its key, whatever braces the key itself has, so that one
 * script may touch both in a Cluster too.
 *
 * <p>There is one tag for each slot, in a table that is part of the format: the first text,
 * shortest first and then in the order of {@code 0-9a-zA-Z}, that hashes to the slot.
 */
final class SideKeys {

  private static final byte[] PREFIX = ascii("walmirror:1:v:{");
  private static final byte[] SUFFIX = ascii("}:");
  private static final byte[] ALPHABET =
      ascii("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  private static final int SLOTS = 16_384;

  private SideKeys() {}

  /** The table, built when it is first needed. */
  private static final class Tags {
    static final byte[][] TABLE = build();
  }

  /** The key that holds the version of what is not a live hash. */
  static byte[] version(byte[] key) {
    byte[] tag = Tags.TABLE[JedisClusterCRC16.getSlot(key)];
    byte[] name = new byte[PREFIX.length + tag.length + SUFFIX.length + key.length];
    System.arraycopy(PREFIX, 0, name, 0, PREFIX.length);
    System.arraycopy(tag, 0, name, PREFIX.length, tag.length);
    System.arraycopy(SUFFIX, 0, name, PREFIX.length + tag.length, SUFFIX.length);
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
