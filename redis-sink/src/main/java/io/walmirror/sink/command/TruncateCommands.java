package io.walmirror.sink.command;

import io.walmirror.sink.row.Refusal;
import io.walmirror.sink.row.RejectedRecordException;
import io.walmirror.sink.row.RowOperation.Truncate;
import io.walmirror.sink.row.VersionScheme;
import java.util.Optional;

/** What a TRUNCATE is to do, by policy, or a sweep, by none. For one thread. */
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
    if (policy == TruncatePolicy.IGNORE && !truncate.swept()) {
      return Optional.empty();
    }
    if (policy == TruncatePolicy.FAIL && !truncate.swept()) {
      throw refused(
          truncate,
          "redis.truncate=fail, or redis.fence=off, without which nobody knows which keys are"
              + " older. Delete the table's keys yourself, or set redis.truncate=ignore if Redis"
              + " may keep them");
    }
    if (truncate.origin().version().scheme() == VersionScheme.OFFSET) {
      throw refused(
          truncate,
          "redis.version=offset, and offsets do not tell which rows of other partitions are older."
              + " Use redis.version=debezium, or set redis.truncate=ignore if Redis may keep the"
              + " rows");
    }
    Keyspace keyspace = keys.keyspace(truncate.origin());
    if (!keyspace.telling()) {
      if (policy == TruncatePolicy.IGNORE) {
        // A sweep: nobody can tell the keys apart, and Redis may keep them.
        return Optional.empty();
      }
      throw refused(
          truncate,
          "redis.keyspace is empty, or redis.key names nothing but columns, so that the table's"
              + " keys cannot be told from others. Add some text"
              + ", or set redis.truncate=ignore if Redis may keep the rows");
    }
    return Optional.of(new Command.Empty(keyspace, truncate.origin(), type));
  }

  private static RejectedRecordException refused(Truncate truncate, String why) {
    String table = truncate.origin().table().map(Object::toString).orElse("its table");
    return new RejectedRecordException(
        Refusal.TRUNCATE,
        (truncate.swept() ? "Sweep of " : "TRUNCATE of ")
            + table
            + " at "
            + truncate.origin().version()
            + ": "
            + why);
  }
}
