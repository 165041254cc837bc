package io.walmirror.sink.command;

import io.walmirror.sink.template.TableKeys;
import io.walmirror.sink.text.Bytes;

/**
 * The keys of one table. Two of one name are the same.
 *
 * @param name what they have in common, which is how their floor is named
 * @param pattern what SCAN finds them by
 * @param telling whether the pattern tells them from other keys
 */
public record Keyspace(Bytes name, Bytes pattern, boolean telling, TableKeys keys) {

  static Keyspace of(TableKeys keys, boolean telling) {
    return new Keyspace(Bytes.of(keys.name()), Bytes.of(keys.pattern()), telling, keys);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Keyspace that && name.equals(that.name));
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
