package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A password that is rotated while a task runs. */
@ExtendWith(SharedRedis.class)
class CredentialsIT {

  private final RealRedis redis;
  private final Table orders = Table.orders();
  @TempDir private Path folder;
  private Path file;

  CredentialsIT(RealRedis redis) {
    this.redis = redis;
  }

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("password"), "first\n");
    redis.client().call("ACL", "SETUSER", "rotated", "reset", "on", ">first", "~*", "+@all");
  }

  @Test
  void aRotatedPasswordIsTakenFromTheFileAtTheNextConnect() throws IOException {
    try (RunningSink sink = sink("redis.password.file", file.toString())) {
      sink.put(orders.upsert(10, "id", 1));
      rotate();
      Files.writeString(file, "second");
      sink.put(orders.upsert(20, "id", 2));

      assertThat(redis.keys("orders:*")).hasSize(2);
    }
  }

  /** The control: a password in the settings is the one of the task's start. */
  @Test
  void aPasswordInTheSettingsIsOutOfDate() {
    try (RunningSink sink = sink("redis.password", "first")) {
      sink.put(orders.upsert(10, "id", 1));
      rotate();
      assertThatThrownBy(() -> sink.put(orders.upsert(20, "id", 2)))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining("WRONGPASS")
          .hasMessageNotContaining("first");
    }
  }

  @Test
  void aFileThatIsAwayIsWaitedFor() throws IOException {
    Files.delete(file);
    try (RunningSink sink = sink("redis.password.file", file.toString())) {
      assertThatThrownBy(() -> sink.putOnce(List.of(orders.upsert(10, "id", 1))))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("redis.password.file");
      Files.writeString(file, "first");
      sink.put(orders.upsert(10, "id", 1));

      assertThat(redis.keys("orders:*")).containsExactly("orders:1");
    }
  }

  private RunningSink sink(String setting, String value) {
    return RunningSink.start(
        redis.server().uri().toString(), "redis.username", "rotated", setting, value);
  }

  /** Another password, and nobody stays who came with the first. */
  private void rotate() {
    redis.client().call("ACL", "SETUSER", "rotated", "<first", ">second");
    redis.client().call("CLIENT", "KILL", "USER", "rotated");
  }
}
