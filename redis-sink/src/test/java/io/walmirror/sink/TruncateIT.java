package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.Position;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a TRUNCATE removes, what it keeps away, and how it goes on after a failure. */
@ExtendWith(SharedRedis.class)
class TruncateIT {

  private static final int MANY = 20_000;

  private final RealRedis redis;
  private final Table orders = Table.orders();
  @AutoClose private RunningSink sink;

  TruncateIT(RealRedis redis) {
    this.redis = redis;
  }

  @BeforeEach
  void start() {
    sink = RunningSink.start(redis.uri(), "errors.tolerance", "all");
  }

  @Test
  void aTruncateRemovesTheTablesKeysInEveryForm() {
    for (Form form : Form.values()) {
      redis.empty();
      sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2));
      sink.put(orders.truncate(form, Table.at(20)));
      sink.settle();

      assertThat(redis.keys("orders:*")).as(form.name()).isEmpty();
      assertThat(redis.keys("*")).as("the floor alone").hasSize(1);
    }
  }

  @Test
  void aRowOfAfterTheTruncateStaysWhicheverComesFirst() {
    sink.put(orders.upsert(10, "id", 1), orders.truncate(20), orders.upsert(30, "id", 2));
    sink.settle();
    sink.put(orders.upsert(50, "id", 3), orders.truncate(40));
    sink.settle();

    assertThat(redis.keys("orders:*")).containsExactly("orders:3");
  }

  @Test
  void whatIsOlderThanTheTruncateDoesNotComeBack() {
    sink.put(orders.truncate(20));
    sink.put(orders.upsert(10, "id", 1), orders.delete(11, "id", 2));

    assertThat(redis.keys("orders:*")).isEmpty();
    assertThat(redis.keys("walmirror:1:v:*")).isEmpty();
    String floor = redis.keys("walmirror:1:f:*").get(0);
    assertThat(floor).endsWith("}:orders:");
    assertThat(redis.client().text("GET", floor)).isEqualTo(Table.at(20).text());
    assertThat(redis.client().number("PTTL", floor)).isBetween(3_500_000L, 3_600_000L);
  }

  /** The control: without the floor the same late row does come back. */
  @Test
  void withoutTheFloorTheOlderRowComesBack() {
    sink.put(orders.truncate(20));
    sink.settle();
    redis.client().call("DEL", redis.keys("walmirror:1:f:*").get(0));
    sink.put(orders.upsert(10, "id", 1));

    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
  }

  @Test
  void otherKeysStayAsTheyAre() {
    Table items = Table.of("public", "order", Map.of("id", Schema.INT32_SCHEMA), List.of("id"));
    Table odd = Table.of("public", "o*", Map.of("id", Schema.INT32_SCHEMA), List.of("id"));
    sink.put(items.upsert(10, "id", 1), orders.upsert(10, "id", 1), odd.upsert(10, "id", 1));
    redis.client().call("HSET", "orders:of-somebody-else", "a", "b");
    redis.client().call("HSET", "orders:odd", "_v", "no version");
    redis.client().call("SET", "orders:text", "x");
    sink.put(odd.truncate(20));
    sink.settle();
    assertThat(redis.keys("*")).contains("orders:1", "order:1").doesNotContain("o*:1");
    sink.put(orders.truncate(20));
    sink.settle();

    assertThat(redis.keys("order*"))
        .containsExactlyInAnyOrder(
            "order:1", "orders:of-somebody-else", "orders:odd", "orders:text");
  }

  @Test
  void anOlderTruncateAfterANewerChangesNothing() {
    sink.put(orders.truncate(40));
    sink.settle();
    sink.put(orders.upsert(50, "id", 1));
    sink.put(orders.truncate(20));
    sink.settle();

    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
    assertThat(redis.client().text("GET", redis.keys("walmirror:1:f:*").get(0)))
        .isEqualTo(Table.at(40).text());
  }

  @Test
  void aLargeTableIsEmptiedInPiecesWhileChangesGoOn() {
    fill();
    SinkRecord truncate = orders.truncate(20);
    sink.put(truncate);
    assertThat(sink.isSettled()).as("not all in the first call").isFalse();
    assertThat(committed()).isEqualTo(truncate.originalKafkaOffset());
    assertThat(sink.context().timeouts()).endsWith(1L);
    sink.put(orders.upsert(30, "id", 1, "customer", "new"));
    assertThat(committed()).as("held back").isEqualTo(truncate.originalKafkaOffset());
    sink.settle();

    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
    assertThat(sink.isSettled()).isTrue();
  }

  @Test
  void redisIsNeverBusyWithATruncateForLong() {
    fill();
    redis.client().call("CONFIG", "RESETSTAT");
    sink.put(orders.truncate(20));
    sink.settle();

    assertThat(redis.keys("orders:*")).isEmpty();
    assertThat(calls("scan")).as("a thousand keys looked at in one").isGreaterThan(MANY / 1_100);
    assertThat(calls("evalsha")).as("a hundred keys removed in one").isGreaterThan(MANY / 110);
  }

  @Test
  void aTruncateThatWasCutShortIsBegunAgainByWhoeverComesNext() {
    fill();
    SinkRecord truncate = orders.truncate(20);
    sink.put(truncate);
    assertThat(redis.keys("orders:*")).as("the first task did a part").hasSizeBetween(1, MANY - 1);
    sink.close();
    try (RunningSink next = RunningSink.start(redis.uri())) {
      next.put(truncate);
      next.settle();
    }
    assertThat(redis.keys("orders:*")).isEmpty();
  }

  @Test
  void aTaskThatLosesThePartitionLeavesTheRestToTheNext() {
    fill();
    sink.put(orders.truncate(20));
    sink.task().close(List.of(new TopicPartition(orders.topic(), 0)));
    int left = redis.keys("orders:*").size();
    sink.task().put(List.of());

    assertThat(left).isPositive();
    assertThat(redis.keys("orders:*")).hasSize(left);
  }

  @Test
  void aRedisThatForgetsItsScriptsOrIsCutOffHasEverythingRemovedInTheEnd() {
    fill();
    sink.put(orders.truncate(20));
    redis.client().call("SCRIPT", "FLUSH");
    assertThatThrownBy(() -> sink.putOnce(List.of())).isInstanceOf(RetriableException.class);
    sink.put(List.of());
    redis.client().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    sink.settle();

    assertThat(redis.keys("orders:*")).isEmpty();
  }

  @Test
  void severalTruncatesOfOneTableAllEnd() {
    fill();
    sink.put(orders.truncate(20), orders.upsert(21, "id", 1), orders.truncate(30));
    sink.settle();

    assertThat(redis.keys("orders:*")).isEmpty();
  }

  @Test
  void anIgnoredTruncateLeavesTheKeys() {
    try (RunningSink ignoring = RunningSink.start(redis.uri(), "redis.truncate", "ignore")) {
      ignoring.put(orders.upsert(10, "id", 1), orders.truncate(20));
      ignoring.settle();
    }
    assertThat(redis.keys("*")).containsExactly("orders:1");
  }

  @Test
  void withoutFenceATruncateIsRejected() {
    try (RunningSink plain =
        RunningSink.start(redis.uri(), "redis.fence", "off", "errors.tolerance", "all")) {
      plain.put(orders.upsert(10, "id", 1), orders.truncate(20));
      assertThat(plain.context().reports()).hasSize(1);
    }
    assertThat(redis.keys("*")).containsExactly("orders:1");
  }

  @Test
  void aPartialRowThatIsNewerThanTheTruncateLosesWhatIsFromBefore() {
    sink.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", "old"));
    sink.put(
        orders.upsert(
            Form.FLAT, "c", moved(30), List.of("note"), Table.row("id", 1, "customer", "Eve")));
    assertThat(redis.row("orders:1")).containsEntry("note", "old");
    sink.put(orders.truncate(20));
    sink.settle();

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Eve"));
  }

  private int calls(String command) {
    Matcher calls =
        Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
            .matcher(redis.client().text("INFO", "commandstats"));
    assertThat(calls.find()).as(command).isTrue();
    return Integer.parseInt(calls.group(1));
  }

  private static Position moved(long lsn) {
    return Table.at(lsn).withPart(Position.MOVED_CREATE);
  }

  private void fill() {
    List<SinkRecord> rows = new ArrayList<>();
    IntStream.range(0, MANY).forEach(id -> rows.add(orders.upsert(10, "id", id)));
    sink.put(rows);
  }

  private long committed() {
    TopicPartition partition = new TopicPartition(orders.topic(), 0);
    return sink.task()
        .preCommit(
            Map.of(
                partition, new org.apache.kafka.clients.consumer.OffsetAndMetadata(Long.MAX_VALUE)))
        .get(partition)
        .offset();
  }
}
