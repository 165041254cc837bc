package io.walmirror.sink;

import io.walmirror.sink.config.ErrorsConfig;
import io.walmirror.sink.metrics.SinkMetrics;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that decides about a rejected record, by the connector's errors.* settings. Connect
 * hands out a reporter wherever there is somebody to report to, whatever is tolerated.
 */
final class RejectedRecords {

  private static final Logger LOG = LoggerFactory.getLogger(RejectedRecords.class);

  private final ErrorsConfig config;
  private final Optional<ErrantRecordReporter> reporter;
  private final SinkMetrics metrics;

  /** Those of the delivery that were reported: by identity, as Connect delivers them again. */
  private final Set<SinkRecord> reported = Collections.newSetFromMap(new IdentityHashMap<>());

  RejectedRecords(
      ErrorsConfig config, Optional<ErrantRecordReporter> reporter, SinkMetrics metrics) {
    this.config = config;
    this.reporter = reporter;
    this.metrics = metrics;
  }

  /**
   * Reports and passes over the record where errors are tolerated, fails the task where not. A
   * record is reported once, by however many mappings and however often it is delivered.
   */
  void reject(SinkRecord record, String code, DataException reason) {
    metrics.rejected(code);
    String what = "Rejected (" + code + ") " + place(record) + ": " + reason.getMessage();
    if (!config.tolerated()) {
      throw new ConnectException(
          what
              + ". Cure the cause and restart the task, or set errors.tolerance=all and"
              + " errors.deadletterqueue.topic.name to pass such records over.",
          reason);
    }
    if (reporter.isPresent()) {
      if (reported.add(record)) {
        // Connect waits for it before it commits offsets.
        Future<Void> unused = reporter.get().report(record, reason);
      }
    } else {
      LOG.warn("{}", what);
    }
  }

  /** The delivery is settled to its end, and nothing of it comes again. */
  void forget() {
    reported.clear();
  }

  private static String place(SinkRecord record) {
    return record.originalTopic()
        + "-"
        + record.originalKafkaPartition()
        + "@"
        + record.originalKafkaOffset();
  }
}
