package io.walmirror.sink.command;

import io.walmirror.sink.row.Origin;
import io.walmirror.sink.row.Version;
import io.walmirror.sink.text.Bytes;
import java.util.List;
import java.util.Optional;

/** What Redis must do, each if its version is not older than what the key last saw. */
public sealed interface Command {

  /** The keys of the row's table. */
  Keyspace keyspace();

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
    DELETE,
    INVALIDATE,
    PUT_DOCUMENT,
    EMPTY
  }

  /** The hash now has the fields of this shape, as given, and no others. */
  record PutHash(Bytes key, Origin origin, HashShape shape, Fields fields, int size)
      implements Command {
    @Override
    public Keyspace keyspace() {
      return shape.keyspace();
    }

    @Override
    public Kind kind() {
      return Kind.PUT_HASH;
    }
  }

  /** The key is gone. */
  record Delete(Keyspace keyspace, Bytes key, Origin origin) implements Command {
    @Override
    public int size() {
      return 2 * key.length() + version().text().length();
    }

    @Override
    public Kind kind() {
      return Kind.DELETE;
    }
  }

  /** Whatever is under the key is gone, whoever wrote it. The version is in its side key. */
  record Invalidate(Keyspace keyspace, Bytes key, Origin origin) implements Command {
    @Override
    public int size() {
      return 2 * key.length() + version().text().length();
    }

    @Override
    public Kind kind() {
      return Kind.INVALIDATE;
    }
  }

  /**
   * The key now holds this document, or nothing.
   *
   * @param type {@link RowType#STRING} or {@link RowType#JSON}
   * @param text the members that the row has; nothing where the row is gone
   * @param kept the members that it leaves out: they stay as they are
   */
  record PutDocument(
      Keyspace keyspace,
      Bytes key,
      Origin origin,
      RowType type,
      Optional<Bytes> text,
      List<Bytes> kept)
      implements Command {
    public PutDocument {
      kept = List.copyOf(kept);
    }

    @Override
    public int size() {
      return 2 * key.length() + version().text().length() + text.map(Bytes::length).orElse(0);
    }

    @Override
    public Kind kind() {
      return Kind.PUT_DOCUMENT;
    }
  }

  /** All keys of the table are gone. What it takes to remove them comes after. */
  record Empty(Keyspace keyspace, Origin origin, RowType type) implements Command {
    @Override
    public int size() {
      return keyspace.name().length() + version().text().length();
    }

    @Override
    public Kind kind() {
      return Kind.EMPTY;
    }
  }
}
