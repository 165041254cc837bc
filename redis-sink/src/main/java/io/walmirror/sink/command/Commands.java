package io.walmirror.sink.command;

import io.walmirror.sink.row.RowOperation;
import java.util.Optional;

/** Row operations as what Redis must do, as the mapping's type has it. For one thread. */
public interface Commands {

  /** What Redis must do, or nothing where the operation is of no row. */
  Optional<Command> of(RowOperation operation);
}
