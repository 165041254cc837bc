package io.walmirror.sink.config;

import io.walmirror.sink.command.RowType;
import java.util.Locale;

/** The spellings of {@code redis.type}, and of {@code redis.command}, which is its old name. */
public final class RowTypes {

  private RowTypes() {}

  public static RowType of(String type) {
    return RowType.valueOf(type.toUpperCase(Locale.ROOT));
  }

  /** A type, or the Redis command that other sinks name it by. */
  public static RowType ofCommand(String command) {
    String upper = command.toUpperCase(Locale.ROOT);
    return switch (upper) {
      case "HSET", "HMSET" -> RowType.HASH;
      case "SET" -> RowType.STRING;
      case "DEL", "UNLINK" -> RowType.DELETE;
      default -> {
        try {
          yield RowType.valueOf(upper);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "is the old spelling of redis.type, and "
                  + command
                  + " is none of HSET, SET, DEL, hash, string, delete",
              e);
        }
      }
    };
  }
}
