package io.walmirror.connector;

import io.walmirror.connector.Opening.Opened;
import io.walmirror.connector.assemble.Assembler;
import io.walmirror.connector.assemble.Buffering;
import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.metrics.SourceMetrics;
import io.walmirror.connector.pgoutput.Decoder;
import io.walmirror.connector.pgoutput.MalformedMessageException;
import io.walmirror.connector.pgoutput.Message;
import io.walmirror.connector.record.Records;
import io.walmirror.connector.wire.ReplicationStream;
import io.walmirror.envelope.Lsn;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Reads one open stream and makes records of it: a step reads one message or finds that there is
 * none. Used by the reader thread alone.
 */
final class Reader implements AutoCloseable {

  private static final int STATUS_EVERY_MESSAGES = 256;
  private static final Duration WAIT = Duration.ofMillis(100);

  private final Decoder decoder = new Decoder();
  private final Assembler assembler;
  private final Records records;
  private final Outbox outbox;
  private final SourceMetrics metrics;
  private final InstantSource clock;
  private final long progressNanos;
  private final long heartbeatNanos;

  private ReplicationStream stream;
  private Lsn emittedCovered;
  private long lastProgressNanos;
  private long lastHeartbeatNanos;
  private Duration silence;
  private int messages;

  Reader(
      RecordMaker maker,
      ReaderSettings settings,
      Opened opened,
      Duration silentAtMost,
      SourceMetrics metrics,
      InstantSource clock) {
    this.outbox = settings.outbox();
    this.metrics = metrics;
    this.clock = clock;
    this.progressNanos = settings.progress().toNanos();
    this.heartbeatNanos = settings.heartbeat().toNanos();
    this.records = maker.records(opened, outbox::add);
    this.assembler = new Assembler(settings.capture(), settings.buffering(), this::read);
    // A new history is stored at once: until then the stored offset belongs to the broken one.
    this.emittedCovered = opened.anew() ? Lsn.ZERO : opened.point().covered();
    this.lastProgressNanos = System.nanoTime() - (opened.anew() ? progressNanos : 0);
    this.lastHeartbeatNanos = System.nanoTime();
    readFrom(opened, silentAtMost);
  }

  /** Goes on with another stream of the same history; gives it up after that long a silence. */
  void readFrom(Opened opened, Duration silentAtMost) {
    silence = silentAtMost;
    stream = opened.stream();
    assembler.resumeAt(opened.point());
  }

  /** Where another stream would go on. */
  ResumePoint resumePoint() {
    return assembler.resumePoint();
  }

  /** Reads one message, or waits a moment when there is none. */
  void step() throws SQLException, InterruptedException {
    if (assembler.replaying()) {
      assembler.replayNext();
    } else {
      ByteBuffer bytes = stream.next();
      if (bytes == null) {
        idle();
        return;
      }
      accept(bytes);
    }
    if (outbox.due()) {
      handOver();
    }
    if (++messages % STATUS_EVERY_MESSAGES == 0) {
      betweenMessages();
    }
  }

  private void accept(ByteBuffer bytes) {
    try {
      Message message = assembler.inBlock() ? decoder.decodeInBlock(bytes) : decoder.decode(bytes);
      assembler.accept(message, stream.lsn());
    } catch (MalformedMessageException e) {
      throw new ConnectException(
          "the stream cannot be read at "
              + stream.lsn()
              + ": "
              + e.getMessage()
              + "; everything before is delivered and nothing behind it, and the server's version"
              + " or the connector's has to change before the task can go on",
          e);
    }
  }

  private void read(Change change) {
    change.visit(records);
    metrics.count(change);
    outbox.weigh(change.messageBytes());
    emittedCovered = records.covered();
    if (!change.transaction().isNone()) {
      metrics.read(change.transaction().commitMicros() / 1000, clock.millis());
    }
  }

  private void idle() throws SQLException, InterruptedException {
    assembler.idleAt(stream.lsn());
    betweenMessages();
    handOver();
    stream.awaitMessage(WAIT, silence);
  }

  /** What is due now and then, however busy the stream is. */
  private void betweenMessages() throws SQLException {
    stream.sendStatusIfDue();
    ResumePoint point = assembler.resumePoint();
    metrics.stream(stream.lsn(), stream.confirmed(), point);
    metrics.buffered(assembler.bufferedBytes(), assembler.spilledBytes());
    long now = System.nanoTime();
    if (heartbeatNanos > 0 && now - lastHeartbeatNanos >= heartbeatNanos) {
      records.heartbeat(point);
      emittedCovered = point.covered();
      lastHeartbeatNanos = now;
    }
    if (point.covered().isAfter(emittedCovered) && now - lastProgressNanos >= progressNanos) {
      records.progress(point);
      emittedCovered = point.covered();
      lastProgressNanos = now;
    }
  }

  private void handOver() throws SQLException, InterruptedException {
    metrics.sent(outbox.flush(stream::sendStatusIfDue));
  }

  /** Removes what is left of open transactions. */
  @Override
  public void close() {
    assembler.close();
  }

  /** Makes the records of an opened history. */
  interface RecordMaker {
    Records records(Opened opened, Consumer<SourceRecord> downstream);
  }

  /** What the reader is told once. */
  record ReaderSettings(
      Assembler.Capture capture,
      Buffering buffering,
      Duration progress,
      Duration heartbeat,
      Outbox outbox) {}
}
