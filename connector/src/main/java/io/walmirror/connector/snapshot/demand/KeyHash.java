package io.walmirror.connector.snapshot.demand;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/**
 * Keys as 64-bit numbers: equal keys have the same, others nearly never. A row whose key has, by
 * chance, the number of one that was just changed would be left out; with a seed that nobody knows
 * that happens once in 2^64 pairs.
 */
final class KeyHash {

  private static final long PRIME = 0x9e3779b97f4a7c15L;

  private final long seed;

  KeyHash(long seed) {
    this.seed = seed;
  }

  long of(Struct key) {
    return struct(seed, key);
  }

  private static long struct(long hash, Struct struct) {
    long all = hash;
    for (Field field : struct.schema().fields()) {
      all = value(all, struct.getWithoutDefault(field.name()));
    }
    return all;
  }

  @SuppressWarnings(
      "JavaUtilDate") // Connect has keys of this class; not all of its kinds are moments.
  private static long value(long hash, Object value) {
    if (value instanceof String text) {
      return text(hash, text);
    }
    if (value instanceof Number number && !(value instanceof BigDecimal)) {
      return mixed(hash, bits(number));
    }
    if (value instanceof Date date) {
      // Its text ends at the second.
      return mixed(hash, date.getTime());
    }
    if (value instanceof Struct struct) {
      return mixed(struct(hash, struct), 7);
    }
    if (value instanceof byte[] bytes) {
      return bytes(hash, ByteBuffer.wrap(bytes));
    }
    if (value instanceof ByteBuffer bytes) {
      return bytes(hash, bytes);
    }
    if (value instanceof List<?> list) {
      long all = hash;
      for (Object each : list) {
        all = value(all, each);
      }
      return mixed(all, list.size());
    }
    if (value instanceof Map<?, ?> map) {
      long sum = 0;
      for (Map.Entry<?, ?> each : map.entrySet()) {
        sum += value(value(hash, each.getKey()), each.getValue());
      }
      return mixed(hash, sum);
    }
    return value == null ? mixed(hash, 1) : text(hash, value.toString());
  }

  private static long bits(Number number) {
    return number instanceof Double || number instanceof Float
        ? Double.doubleToLongBits(number.doubleValue())
        : number.longValue();
  }

  private static long text(long hash, String text) {
    long all = hash;
    for (int i = 0; i < text.length(); i++) {
      all = mixed(all, text.charAt(i));
    }
    return mixed(all, ~text.length());
  }

  private static long bytes(long hash, ByteBuffer bytes) {
    long all = hash;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      all = mixed(all, bytes.get(i));
    }
    return mixed(all, ~bytes.remaining());
  }

  /** One step of a generator of numbers that pass for random. */
  private static long mixed(long hash, long value) {
    long mix = (hash ^ value) * PRIME + PRIME;
    mix = (mix ^ mix >>> 30) * 0xbf58476d1ce4e5b9L;
    mix = (mix ^ mix >>> 27) * 0x94d049bb133111ebL;
    return mix ^ mix >>> 31;
  }
}
