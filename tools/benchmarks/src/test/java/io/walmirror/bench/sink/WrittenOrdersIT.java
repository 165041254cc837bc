package io.walmirror.bench.sink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.bench.orders.Order;
import io.walmirror.bench.result.WrongResultException;
import io.walmirror.stack.embedded.RedisServer;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Redis;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the sink's bench sees a sink that writes wrong things. */
class WrittenOrdersIT {

  private static final int ROWS = 10;
  private static final int PASSES = 2;

  private static Workspace workspace;
  private static RespClient client;

  @BeforeAll
  static void start() {
    workspace = Workspace.open();
    Redis redis = RedisServer.start(workspace);
    client = redis.client();
  }

  @AfterAll
  static void end() {
    client.close();
    workspace.close();
  }

  @BeforeEach
  void write() {
    client.call("FLUSHALL");
    for (int id = 0; id < ROWS; id++) {
      List<String> command = new ArrayList<>(List.of("HSET", "orders:" + id));
      new Order(id, PASSES - 1)
          .columns()
          .forEach((name, value) -> command.addAll(List.of(name, value)));
      client.call(command.toArray(String[]::new));
    }
  }

  @Test
  void ordersAsTheyWereWrittenLastPass() {
    assertThatCode(this::checkUnfenced).doesNotThrowAnyException();
  }

  @Test
  void aKeyTooFewOrTooManyIsSeen() {
    client.call("DEL", "orders:3");
    assertThatThrownBy(this::checkUnfenced).isInstanceOf(WrongResultException.class);
    client.call("HSET", "orders:3", "id", "3");
    client.call("HSET", "orders:99", "id", "99");
    assertThatThrownBy(this::checkUnfenced).isInstanceOf(WrongResultException.class);
  }

  @Test
  void anOldValueIsSeen() {
    client.call("HSET", "orders:4", "amount", new Order(4, 0).columns().get("amount"));
    assertThatThrownBy(this::checkUnfenced)
        .isInstanceOf(WrongResultException.class)
        .hasMessageContaining("order 4");
  }

  @Test
  void aFieldThatShouldBeGoneIsSeen() {
    client.call("HSET", "orders:5", "left_over", "1");
    assertThatThrownBy(this::checkUnfenced).isInstanceOf(WrongResultException.class);
  }

  @Test
  void aFencedWriterLeavesVersionsAndAPlainOneNone() {
    WrittenOrders fenced = new WrittenOrders(client, "walmirror", true);
    assertThatThrownBy(() -> fenced.check(ROWS, PASSES)).hasMessageContaining("without version");
    for (int id = 0; id < ROWS; id++) {
      client.call("HSET", "orders:" + id, "_v", "p0");
    }
    assertThatCode(() -> fenced.check(ROWS, PASSES)).doesNotThrowAnyException();
    assertThatThrownBy(this::checkUnfenced).hasMessageContaining("with version");
  }

  private void checkUnfenced() {
    new WrittenOrders(client, "floor", false).check(ROWS, PASSES);
  }
}
