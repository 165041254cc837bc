package io.walmirror.connector.pgoutput;

import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Decodes the messages of pgoutput's protocol versions 1 to 4. Stateless. */
public final class Decoder {

  /** A column in a RELATION: flags, an empty name's zero, a type and a modifier. */
  private static final int SHORTEST_COLUMN = 10;

  /** The message in this buffer, whose array must not be written to afterwards. */
  public Message decode(ByteBuffer buffer) {
    return located(buffer, Decoder::message);
  }

  /**
   * The message in this buffer, of a stream that stands inside a block of an open transaction:
   * there the id of the transaction or sub-transaction stands behind the type.
   */
  public Message decodeInBlock(ByteBuffer buffer) {
    return located(buffer, Decoder::messageInBlock);
  }

  /** What {@code reading} makes of the buffer; a failure names the byte at which it stopped. */
  private static Message located(ByteBuffer buffer, Function<ByteBuffer, Message> reading) {
    int start = buffer.position();
    try {
      return reading.apply(buffer);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new MalformedMessageException(
          "a pgoutput message ends too early",
          buffer.position() - start,
          buffer.limit() - start,
          e);
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(
          e.getMessage(), buffer.position() - start, buffer.limit() - start, e);
    }
  }

  private static Message message(ByteBuffer buffer) {
    byte type = buffer.get();
    return switch (type) {
      case 'I' -> insert(buffer);
      case 'U' -> update(buffer);
      case 'D' -> delete(buffer);
      case 'B' -> new Message.Begin(lsn(buffer), buffer.getLong(), buffer.getInt());
      case 'C' -> commit(buffer);
      case 'R' -> relation(buffer);
      case 'T' -> truncate(buffer);
      case 'Y' -> new Message.TypeName(buffer.getInt(), string(buffer), string(buffer));
      case 'O' -> new Message.Origin(lsn(buffer), string(buffer));
      case 'M' -> logical(buffer);
      case 'S' -> streamStart(buffer);
      case 'E' -> new Message.StreamStop();
      case 'c' -> streamCommit(buffer);
      case 'A' -> new Message.StreamAbort(buffer.getInt(), buffer.getInt());
      default ->
          throw new MalformedMessageException(
              "unknown pgoutput message type 0x" + Integer.toHexString(type & 0xff));
    };
  }

  private static Message messageInBlock(ByteBuffer buffer) {
    return switch (buffer.get(buffer.position())) {
      case 'I', 'U', 'D', 'T', 'R', 'Y', 'M' -> streamed(buffer);
      default -> message(buffer);
    };
  }

  /** The message moves over the transaction id, its type first, so that it stands as if alone. */
  private static Message streamed(ByteBuffer buffer) {
    byte type = buffer.get();
    int xid = buffer.getInt();
    int at = buffer.arrayOffset() + buffer.position() - 1;
    buffer.array()[at] = type;
    return new Message.Streamed(
        xid, type, new Message.Content(buffer.array(), at, buffer.remaining() + 1));
  }

  private static Message streamStart(ByteBuffer buffer) {
    int xid = buffer.getInt();
    buffer.get(); // Whether it is the first block of this transaction: the buffer knows.
    return new Message.StreamStart(xid);
  }

  private static Message streamCommit(ByteBuffer buffer) {
    int xid = buffer.getInt();
    buffer.get(); // Flags, unused.
    return new Message.StreamCommit(xid, lsn(buffer), lsn(buffer), buffer.getLong());
  }

  private static Message insert(ByteBuffer buffer) {
    int relation = buffer.getInt();
    expect(buffer.get(), 'N');
    return new Message.Insert(relation, tuple(buffer));
  }

  private static Message update(ByteBuffer buffer) {
    int relation = buffer.getInt();
    byte part = buffer.get();
    OldRow old = null;
    if (part == 'K' || part == 'O') {
      old = new OldRow(part == 'O', tuple(buffer));
      part = buffer.get();
    }
    expect(part, 'N');
    return new Message.Update(relation, old, tuple(buffer));
  }

  private static Message delete(ByteBuffer buffer) {
    int relation = buffer.getInt();
    byte part = buffer.get();
    if (part != 'O') {
      expect(part, 'K');
    }
    return new Message.Delete(relation, new OldRow(part == 'O', tuple(buffer)));
  }

  private static Message commit(ByteBuffer buffer) {
    buffer.get(); // Flags, unused.
    return new Message.Commit(lsn(buffer), lsn(buffer), buffer.getLong());
  }

  private static Message relation(ByteBuffer buffer) {
    int oid = buffer.getInt();
    String schema = string(buffer);
    String name = string(buffer);
    char identity = (char) buffer.get();
    int count = buffer.getShort() & 0xffff;
    if (count > buffer.remaining() / SHORTEST_COLUMN) {
      throw new MalformedMessageException("a RELATION names more columns than it has bytes for");
    }
    List<Relation.Column> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean inIdentity = (buffer.get() & 1) != 0;
      String column = string(buffer);
      columns.add(new Relation.Column(column, inIdentity, buffer.getInt(), buffer.getInt()));
    }
    // An empty schema is how the protocol names pg_catalog.
    TableName table = new TableName(schema.isEmpty() ? "pg_catalog" : schema, name);
    return new Message.RelationShape(new Relation(oid, table, identity, columns));
  }

  private static Message truncate(ByteBuffer buffer) {
    int count = buffer.getInt();
    byte options = buffer.get();
    if (count < 0 || count > buffer.remaining() / 4) {
      throw new MalformedMessageException("a TRUNCATE names more tables than it has bytes for");
    }
    List<Integer> relations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      relations.add(buffer.getInt());
    }
    return new Message.Truncate(relations, (options & 1) != 0, (options & 2) != 0);
  }

  private static Message logical(ByteBuffer buffer) {
    boolean transactional = (buffer.get() & 1) != 0;
    Lsn lsn = lsn(buffer);
    String prefix = string(buffer);
    int length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new MalformedMessageException("a logical message reaches beyond its bytes");
    }
    Message.Content content =
        new Message.Content(buffer.array(), buffer.arrayOffset() + buffer.position(), length);
    return new Message.Logical(transactional, lsn, prefix, content);
  }

  /** A view of the tuple here; leaves the buffer behind it and so checks every length in it. */
  private static Tuple tuple(ByteBuffer buffer) {
    Tuple tuple = new Tuple(buffer.array(), buffer.arrayOffset() + buffer.position());
    TupleReader reader = tuple.reader();
    try {
      for (int left = tuple.columns(); left > 0; left--) {
        reader.next();
      }
    } finally {
      buffer.position(Math.min(reader.end() - buffer.arrayOffset(), buffer.limit()));
    }
    if (reader.end() - buffer.arrayOffset() > buffer.limit()) {
      throw new MalformedMessageException("a row reaches beyond its message");
    }
    return tuple;
  }

  private static Lsn lsn(ByteBuffer buffer) {
    return new Lsn(buffer.getLong());
  }

  private static String string(ByteBuffer buffer) {
    int start = buffer.position();
    while (buffer.get() != 0) {
      // To the terminating zero.
    }
    return new String(
        buffer.array(),
        buffer.arrayOffset() + start,
        buffer.position() - 1 - start,
        StandardCharsets.UTF_8);
  }

  private static void expect(byte found, char expected) {
    if (found != expected) {
      throw new MalformedMessageException(
          "tuple marker " + expected + " expected, 0x" + Integer.toHexString(found & 0xff));
    }
  }
}
