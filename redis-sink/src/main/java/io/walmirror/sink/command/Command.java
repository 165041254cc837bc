package io.walmirror.sink.command;

import io.walmirror.sink.row.Origin;
import io.walmirror.sink.row.Version;
import io.walmirror.sink.text.Bytes;
import java.util.List;

/** What Redis must do to one key, if the version is not older than what the key last saw. */
public sealed interface Command {

  Bytes key();

  /** Which version of what the row was, where and when: the record's, without its row. */
  Origin origin();

  default Version version() {
    return origin().version();
  }

  /** About how many bytes it takes to say. */
  int size();

  Kind kind();

  /** The kinds, for switches that the compiler checks. */
  enum Kind {
    PUT_HASH,
    DELETE
  }

  /**
   * The hash now has these fields: some set, some removed, some kept as they are; no others.
   *
   * @param fingerprint eight hex digits over the row's columns; where it equals the stored one, no
   *     field but these can be there
   * @param fields names and values in turn
   * @param removed names of fields that must not be there
   * @param kept names of fields whose value the record does not have
   */
  record PutHash(
      Bytes key,
      Origin origin,
      Bytes fingerprint,
      List<Bytes> fields,
      List<Bytes> removed,
      List<Bytes> kept,
      int size)
      implements Command {
    @Override
    public Kind kind() {
      return Kind.PUT_HASH;
    }
  }

  /** The key is gone. */
  record Delete(Bytes key, Origin origin) implements Command {
    @Override
    public int size() {
      return 2 * key.length() + version().text().length();
    }

    @Override
    public Kind kind() {
      return Kind.DELETE;
    }
  }
}
