package io.walmirror.sink.pipeline;

import io.walmirror.sink.command.Command;

/** Rows that share one call of a script. For one thread. */
interface RowCall {

  /** Takes the row, unless it is of another kind or the call is full. */
  boolean takes(Command command);
}
