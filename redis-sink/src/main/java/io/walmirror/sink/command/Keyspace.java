package io.walmirror.sink.command;

import io.walmirror.sink.text.Bytes;

/** The keys of one table: all that begin with this text, and no others. */
public record Keyspace(String prefix, Bytes bytes) {

  static Keyspace of(String prefix) {
    return new Keyspace(prefix, Bytes.of(prefix));
  }
}
