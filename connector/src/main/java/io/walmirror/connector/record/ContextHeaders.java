package io.walmirror.connector.record;

import io.walmirror.envelope.HeaderNames;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's headers that tell which run of which connector made a record of a table; messages and
 * what is told besides have none.
 */
final class ContextHeaders implements Consumer<SourceRecord> {

  private static final String CONTEXT = "__debezium.context.";
  private static final String ONE_TASK = "0";

  private final Naming naming;
  private final String run = UUID.randomUUID().toString();
  private final Consumer<SourceRecord> downstream;

  ContextHeaders(Naming naming, Consumer<SourceRecord> downstream) {
    this.naming = naming;
    this.downstream = downstream;
  }

  @Override
  public void accept(SourceRecord record) {
    Headers headers = record.headers();
    if (headers.lastWithName(HeaderNames.POSITION) != null
        && !record.topic().equals(naming.messageTopic())) {
      headers.addString(CONTEXT + "connectorLogicalName", naming.prefix());
      headers.addString(CONTEXT + "taskId", ONE_TASK);
      headers.addString(CONTEXT + "connectorName", "postgresql");
      headers.addString(CONTEXT + "runId", run);
    }
    downstream.accept(record);
  }
}
