package io.walmirror.sink.command;

import io.walmirror.sink.row.Columns;
import io.walmirror.sink.text.Bytes;
import java.util.List;

/**
 * The fields that the hashes of one kind of row can have, said to Redis once for many rows.
 *
 * @param keyspace where these hashes are
 * @param fingerprint eight hex digits over the names: where a hash holds the same, it has no field
 *     but these
 */
public record HashShape(Keyspace keyspace, List<Bytes> names, Bytes fingerprint) {

  public HashShape {
    names = List.copyOf(names);
  }

  static HashShape of(Keyspace keyspace, List<String> names) {
    return new HashShape(
        keyspace, names.stream().map(Bytes::of).toList(), Columns.fingerprint(names));
  }
}
