package io.walmirror.connector;

import io.walmirror.connector.config.SourceConfig;
import io.walmirror.connector.snapshot.demand.Demand;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** The task that Connect runs: a shell around the one that is started. */
public final class PostgresSourceTask extends SourceTask {

  private volatile StartedSourceTask started;

  @Override
  public String version() {
    return Version.VALUE;
  }

  @Override
  public void start(Map<String, String> settings) {
    started = StartedSourceTask.start(new SourceConfig(settings), context, InstantSource.system());
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    StartedSourceTask task = started;
    return task == null ? null : task.poll();
  }

  /** Where snapshots are asked for while the task runs. */
  Demand demand() {
    return started.demand();
  }

  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    StartedSourceTask task = started;
    if (task != null) {
      task.acknowledged(record, metadata);
    }
  }

  @Override
  public void commit() {
    StartedSourceTask task = started;
    if (task != null) {
      task.offsetsStored();
    }
  }

  @Override
  public void stop() {
    StartedSourceTask task = started;
    started = null;
    if (task != null) {
      task.close();
    }
  }
}
