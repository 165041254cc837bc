package io.walmirror.sink;

import io.walmirror.sink.command.Command;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** One record on its way through the task: what is to be done about it. */
sealed interface Step {

  SinkRecord record();

  /** Redis is to be told something. */
  record Send(SinkRecord record, Command command) implements Step {}

  /** It concerns no row. */
  record Pass(SinkRecord record) implements Step {}

  /** It cannot be understood. */
  record Refuse(SinkRecord record, String code, DataException reason) implements Step {}
}
