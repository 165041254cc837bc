package io.walmirror.sink.command;

import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.RowOperation.Truncate;
import java.util.Optional;

/** What a TRUNCATE is to do, by policy. For one thread. */
final class TruncateCommands {

  private final RowKeys keys;
  private final RowType type;
  private final TruncatePolicy policy;

  TruncateCommands(RowKeys keys, RowType type, TruncatePolicy policy) {
    this.keys = keys;
    this.type = type;
    this.policy = policy;
  }

  Optional<Command> of(Truncate truncate) {
    if (policy == TruncatePolicy.IGNORE) {
      return Optional.empty();
    }
    if (policy == TruncatePolicy.FAIL) {
      throw refused(
          truncate,
          "redis.truncate=fail, or redis.fence=off, without which nobody knows which keys are"
              + " older. Delete the table's keys yourself, or set redis.truncate=ignore if Redis"
              + " may keep them");
    }
    Keyspace keyspace = keys.keyspace(truncate.origin());
    if (!keyspace.telling()) {
      throw refused(
          truncate,
          "redis.keyspace is empty, or redis.key names nothing but columns, so that the table's"
              + " keys cannot be told from others. Add some text, or set redis.truncate=ignore if"
              + " Redis may keep the rows");
    }
    return Optional.of(new Command.Empty(keyspace, truncate.origin(), type));
  }

  private static RejectedRecordException refused(Truncate truncate, String why) {
    String table = truncate.origin().table().map(Object::toString).orElse("its table");
    return new RejectedRecordException(
        Refusal.TRUNCATE,
        "TRUNCATE of " + table + " at " + truncate.origin().version() + ": " + why);
  }
}
