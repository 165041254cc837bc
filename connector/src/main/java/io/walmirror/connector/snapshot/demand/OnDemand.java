package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.ack.Acknowledgements;
import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.wire.Database;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.TableName;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads rows on demand for as long as it is open: a thread that reads, and what the reader does.
 */
public final class OnDemand implements AutoCloseable {

  private static final long JOIN_MILLIS = 1000;

  private final Interleaving interleaving;
  private final DemandWorker worker;
  private final Thread thread;

  private OnDemand(Interleaving interleaving, DemandWorker worker, Thread thread) {
    this.interleaving = interleaving;
    this.worker = worker;
    this.thread = thread;
  }

  /**
   * What is read, and how.
   *
   * @param prefersText columns that are read as text, asked by the thread that reads
   * @param inText whether all are
   * @param rangeRows how many rows are read at once
   * @param maxBytes how many bytes of rows may wait
   * @param together whether Kafka has the records of many batches together, in one transaction
   * @param partition where what is reached is stored
   */
  public record Settings(
      Database database,
      String publication,
      Predicate<TableName> captured,
      Predicate<Relation.Column> prefersText,
      boolean inText,
      int rangeRows,
      long maxBytes,
      boolean together,
      Map<String, String> partition) {}

  /**
   * Goes on with what is stored, or waits for what will be asked. {@code storedUpTo} tells how much
   * of the stream is stored.
   */
  public static OnDemand start(
      Settings settings,
      Demand demand,
      DemandListener listener,
      Optional<StoredDemand> stored,
      Acknowledgements acknowledgements,
      Supplier<Lsn> storedUpTo) {
    Passage passage = new Passage(settings.maxBytes());
    Interleaving interleaving =
        new Interleaving(
            demand,
            listener,
            passage,
            settings.partition(),
            new SecureRandom().nextLong(),
            new Window(System::nanoTime, settings.together()),
            new Sweeps(acknowledgements),
            storedUpTo);
    stored.ifPresent(interleaving::restore);
    DemandWorker worker =
        new DemandWorker(
            settings.database(),
            new RangePlan(
                settings.publication(),
                settings.captured(),
                settings.prefersText(),
                settings.inText()),
            demand,
            passage,
            settings.rangeRows(),
            settings.maxBytes() / 4);
    Thread thread = new Thread(worker, "walmirror-" + settings.database().client() + "-on-demand");
    thread.setDaemon(true);
    thread.start();
    return new OnDemand(interleaving, worker, thread);
  }

  /** What the reader thread does for it. */
  public Interleaving interleaving() {
    return interleaving;
  }

  @Override
  public void close() {
    worker.stop();
    thread.interrupt();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
