package io.walmirror.sink;

import io.walmirror.envelope.SweepRecord;
import io.walmirror.sink.command.Command;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** One record on its way through the task: what is to be done about it. */
sealed interface Step {

  SinkRecord record();

  /** Where the record came from, before any transform. */
  default TopicPartition partition() {
    return new TopicPartition(record().originalTopic(), record().originalKafkaPartition());
  }

  /** Redis is to be told something. */
  record Send(SinkRecord record, Command command) implements Step {}

  /**
   * Whatever these tables hold from before the sweep is to go, when its snapshot was read to its
   * end.
   */
  record Sweep(SinkRecord record, SweepRecord sweep, List<Command.Empty> tables) implements Step {}

  /** It concerns no row. */
  record Pass(SinkRecord record) implements Step {}

  /** It cannot be understood. */
  record Refuse(SinkRecord record, String code, DataException reason) implements Step {}
}
