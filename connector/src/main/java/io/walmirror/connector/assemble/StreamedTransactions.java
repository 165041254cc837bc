package io.walmirror.connector.assemble;

import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Message;
import io.walmirror.envelope.Lsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The transactions that the server sends while they are open. Together they take no more memory
 * than allowed: beyond that the largest goes to the spill folder. Used by the reader thread alone.
 */
final class StreamedTransactions {

  private final Buffering buffering;
  private final Map<Integer, StreamedTransaction> open = new HashMap<>();
  private StreamedTransaction block;
  private long memoryBytes;

  StreamedTransactions(Buffering buffering) {
    this.buffering = buffering;
  }

  /** True between the start and the stop of a block. */
  boolean inBlock() {
    return block != null;
  }

  void start(int xid) {
    if (block != null) {
      throw new MalformedMessageException("a stream block inside another");
    }
    block = open.computeIfAbsent(xid, StreamedTransaction::new);
  }

  void stop() {
    if (block == null) {
      throw new MalformedMessageException("a stream block ends that never began");
    }
    block = null;
  }

  void add(Message.Streamed message, Lsn lsn, long arrival) {
    long before = block.memoryBytes();
    block.add(message, lsn, arrival);
    memoryBytes += block.memoryBytes() - before;
    while (memoryBytes > buffering.memoryBytes()) {
      spillLargest();
    }
  }

  /** The transaction of this block was replayed from another server. */
  void origin(Message.Origin origin) {
    block.origin(origin);
  }

  /** Drops a transaction, or a part of one. One that is not known was never sent. */
  void abort(int xid, int subXid) {
    StreamedTransaction transaction = open.get(xid);
    if (transaction == null) {
      return;
    }
    if (xid == subXid) {
      open.remove(xid);
      discard(transaction);
    } else {
      transaction.abort(subXid);
    }
  }

  /** Takes a transaction out, to be read back and then discarded. */
  StreamedTransaction take(int xid) {
    StreamedTransaction transaction = open.remove(xid);
    if (transaction == null) {
      throw new MalformedMessageException(
          "transaction " + Integer.toUnsignedString(xid) + " commits that was never sent");
    }
    return transaction;
  }

  void discard(StreamedTransaction transaction) {
    memoryBytes -= transaction.memoryBytes();
    transaction.discard(buffering.folder());
  }

  /** Forgets all of them: another stream begins, and the server sends them again. */
  void clear() {
    open.values().forEach(this::discard);
    open.clear();
    block = null;
  }

  /** Forgets all of them, and leaves nothing behind. */
  void close() {
    clear();
    if (buffering.folder() != null) {
      try {
        buffering.folder().close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot remove the spill folder: " + e.getMessage(), e);
      }
    }
  }

  long memoryBytes() {
    return memoryBytes;
  }

  long spilledBytes() {
    return buffering.folder() == null ? 0 : buffering.folder().bytes();
  }

  private void spillLargest() {
    StreamedTransaction largest = block;
    for (StreamedTransaction each : open.values()) {
      if (each.memoryBytes() > largest.memoryBytes()) {
        largest = each;
      }
    }
    long size = largest.memoryBytes();
    try {
      largest.spill(buffering.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write to the folder that streaming.spill.folder names: "
              + e.getMessage()
              + "; name another, or set streaming.spill=off to leave open transactions to the server",
          e);
    }
    memoryBytes -= size;
  }
}
