package io.walmirror.connector.snapshot;

import io.walmirror.connector.wire.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Workers that read chunks at the same time, all of them through one snapshot. */
public final class CopyWorkers implements AutoCloseable {

  private final PieceQueue pieces;
  private final List<CopyWorker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private CopyWorkers(PieceQueue pieces) {
    this.pieces = pieces;
  }

  /** Starts at most that many, which read these chunks in about this order. */
  public static CopyWorkers start(
      Database database,
      ExportedSnapshot snapshot,
      Collection<Chunk> chunks,
      int most,
      long maxBytes) {
    PieceQueue pieces = new PieceQueue(maxBytes);
    CopyWorkers started = new CopyWorkers(pieces);
    Queue<Chunk> queue = new ConcurrentLinkedQueue<>(chunks);
    for (int i = 1; i <= Math.min(most, chunks.size()); i++) {
      CopyWorker worker = new CopyWorker(database, snapshot.name(), queue, pieces);
      Thread thread = new Thread(worker, "walmirror-" + database.client() + "-snapshot-" + i);
      thread.setDaemon(true);
      started.workers.add(worker);
      started.threads.add(thread);
      thread.start();
    }
    return started;
  }

  /** The next piece of any of them; null when none came within {@code patience}. */
  public Piece next(Duration patience) throws InterruptedException {
    return pieces.take(patience);
  }

  @Override
  public void close() {
    workers.forEach(CopyWorker::stop);
    threads.forEach(Thread::interrupt);
  }
}
