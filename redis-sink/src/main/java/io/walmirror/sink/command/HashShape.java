package io.walmirror.sink.command;

import io.walmirror.sink.row.Columns;
import io.walmirror.sink.text.Bytes;
import java.util.ArrayList;
import java.util.Collection;
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

  static HashShape of(Keyspace keyspace, Columns columns) {
    return new HashShape(keyspace, names(columns), columns.fingerprint());
  }

  /** With columns that the row belongs to but does not carry, behind the others. */
  static HashShape of(Keyspace keyspace, Columns columns, Collection<String> further) {
    List<Bytes> names = names(columns);
    further.forEach(name -> names.add(Bytes.of(name)));
    return new HashShape(keyspace, names, columns.fingerprintWith(further));
  }

  private static List<Bytes> names(Columns columns) {
    List<Bytes> names = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      names.add(columns.nameBytes(i));
    }
    return names;
  }
}
