package io.walmirror.connector.record;

import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;

/** Debezium's headers that tell which run of which connector made a record. */
final class ContextHeaders implements Consumer<SourceRecord> {

  private static final String CONTEXT = "__debezium.context.";
  private static final String ONE_TASK = "0";

  private final String server;
  private final String run = UUID.randomUUID().toString();
  private final Consumer<SourceRecord> downstream;

  ContextHeaders(String server, Consumer<SourceRecord> downstream) {
    this.server = server;
    this.downstream = downstream;
  }

  @Override
  public void accept(SourceRecord record) {
    Headers headers = record.headers();
    headers.addString(CONTEXT + "connectorLogicalName", server);
    headers.addString(CONTEXT + "taskId", ONE_TASK);
    headers.addString(CONTEXT + "connectorName", "postgresql");
    headers.addString(CONTEXT + "runId", run);
    downstream.accept(record);
  }
}
