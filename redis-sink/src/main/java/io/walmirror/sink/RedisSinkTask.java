package io.walmirror.sink;

import io.walmirror.sink.config.SinkConfig;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** Connect's task: a shell around the task that runs. */
public final class RedisSinkTask extends SinkTask {

  private StartedSinkTask started;

  @Override
  public String version() {
    return ConnectorVersion.read();
  }

  @Override
  public void start(Map<String, String> properties) {
    started = StartedSinkTask.open(SinkConfig.of(properties), context);
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    started.open(partitions);
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    started.put(records);
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> reached) {
    return started.committable(reached);
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    started.close(partitions);
  }

  /** Also called where start failed, and where it never was. */
  @Override
  public void stop() {
    if (started != null) {
      started.close();
      started = null;
    }
  }
}
