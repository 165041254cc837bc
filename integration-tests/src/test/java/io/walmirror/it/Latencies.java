package io.walmirror.it;

import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;

/** How long after their commits rows can be read in Redis. */
record Latencies(double medianMillis, double p99Millis) {

  private static final int FIRST_ID = 1000;
  private static final long LIMIT_NANOS = Duration.ofSeconds(30).toNanos();

  /** Commits one note after the other and awaits each. */
  static Latencies measure(Database database, RedisDatabase redisDatabase, int count) {
    return measure(database, redisDatabase, 0, count);
  }

  /** The same with notes of other numbers, after so many that were measured before. */
  static Latencies measure(Database database, RedisDatabase redisDatabase, int before, int count) {
    long[] nanos = new long[count];
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        RespClient redis = redisDatabase.client()) {
      for (int i = 0; i < count; i++) {
        int id = FIRST_ID + before + i;
        statement.execute("INSERT INTO note VALUES (" + id + ", 1, 'probe')");
        long committed = System.nanoTime();
        while (redis.number("EXISTS", "note:" + id) == 0) {
          if (System.nanoTime() - committed > LIMIT_NANOS) {
            throw new AssertionError("note:" + id + " was committed and is not in Redis");
          }
        }
        nanos[i] = System.nanoTime() - committed;
      }
    } catch (SQLException e) {
      throw new AssertionError("the notes cannot be written", e);
    }
    Arrays.sort(nanos);
    return new Latencies(nanos[count / 2] / 1e6, nanos[(count - 1) * 99 / 100] / 1e6);
  }

  @Override
  public String toString() {
    return String.format("p50 %.1f ms, p99 %.1f ms", medianMillis, p99Millis);
  }
}
