package io.walmirror.connector.assemble;

import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Message;
import io.walmirror.envelope.Lsn;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What was sent of a transaction while it was open: its messages in order, each with its record's
 * LSN, the sub-transaction it belongs to and when it arrived. First in memory, then in a file.
 */
final class StreamedTransaction {

  private final int xid;
  private final Set<Integer> aborted = new HashSet<>();
  private Chunks memory = new Chunks();
  private SpillFile file;
  private boolean hasMessage;
  private Message.Origin origin;
  private Lsn beginsAt = Lsn.ZERO;

  /** One message that was sent inside a block. */
  record Entry(Lsn lsn, long arrival, ByteBuffer message) {}

  StreamedTransaction(int xid) {
    this.xid = xid;
  }

  int xid() {
    return xid;
  }

  void add(Message.Streamed message, Lsn lsn, long arrival) {
    Message.Content content = message.message();
    beginsAt = beginsAt.equals(Lsn.ZERO) ? lsn : beginsAt;
    try {
      DataOutputStream out = new DataOutputStream(memory);
      out.writeLong(lsn.value());
      out.writeInt(message.xid());
      out.writeLong(arrival);
      out.writeInt(content.length());
      out.write(content.bytes(), content.at(), content.length());
    } catch (IOException e) {
      throw new UncheckedIOException("memory is no device", e);
    }
    hasMessage |= message.type() == 'M';
  }

  /** Where the first of what was sent stands. */
  Lsn beginsAt() {
    return beginsAt;
  }

  void origin(Message.Origin sent) {
    origin = sent;
  }

  /** The server it was replayed from, if it was. */
  Optional<Message.Origin> origin() {
    return Optional.ofNullable(origin);
  }

  /** A sub-transaction is gone, and all that was sent of it. */
  void abort(int subXid) {
    aborted.add(subXid);
  }

  /**
   * True if it cannot be told which logical messages are gone: PostgreSQL sends those of a
   * sub-transaction under the id of the whole transaction, so that its abort does not reach them.
   */
  boolean isDoubtful() {
    return hasMessage && !aborted.isEmpty();
  }

  long memoryBytes() {
    return memory.size();
  }

  long fileBytes() {
    return file == null ? 0 : file.bytes();
  }

  /** Moves what is in memory to the end of the file. */
  void spill(SpillFolder folder) throws IOException {
    long size = memory.size();
    folder.take(size);
    try {
      if (file == null) {
        file = folder.create(xid);
      }
      file.append(memory);
    } catch (IOException e) {
      folder.giveBack(size);
      throw e;
    }
    memory = new Chunks();
  }

  /** Forgets everything, on disk too. */
  void discard(SpillFolder folder) {
    memory = new Chunks();
    if (file == null) {
      return;
    }
    folder.giveBack(file.bytes());
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove spill file " + file, e);
    } finally {
      file = null;
    }
  }

  /** Reads the messages back in order, without those that were aborted. */
  Entries entries() throws IOException {
    InputStream all =
        file == null ? memory.read() : new SequenceInputStream(file.read(), memory.read());
    return new Entries(new DataInputStream(all), aborted);
  }

  /** The messages of a transaction, one at a time. */
  static final class Entries implements AutoCloseable {

    private final DataInputStream in;
    private final Set<Integer> aborted;

    private Entries(DataInputStream in, Set<Integer> aborted) {
      this.in = in;
      this.aborted = aborted;
    }

    /** The next one, or null after the last. */
    Entry next() throws IOException {
      while (true) {
        long lsn;
        try {
          lsn = in.readLong();
        } catch (EOFException e) {
          return null;
        }
        int xid = in.readInt();
        long arrival = in.readLong();
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        if (message.length == 0) {
          throw new MalformedMessageException("an empty message in a spilled transaction");
        }
        if (!aborted.contains(xid)) {
          return new Entry(new Lsn(lsn), arrival, ByteBuffer.wrap(message));
        }
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
