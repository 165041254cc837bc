package io.walmirror.sink.command;

import io.walmirror.sink.row.Origin;
import io.walmirror.sink.row.Version;
import io.walmirror.sink.text.Bytes;

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

  /** The hash now has the fields of this shape, as given, and no others. */
  record PutHash(Bytes key, Origin origin, HashShape shape, Fields fields, int size)
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
