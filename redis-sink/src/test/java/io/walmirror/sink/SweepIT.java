package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.SweepRecord;
import io.walmirror.sink.fixture.Offsets;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What goes when a snapshot is complete, and when. Rows up to LSN 99 were there before, the
 * snapshot's consistent point is 100, its rows stand at 99.
 */
@ExtendWith(SharedRedis.class)
@Timeout(120)
class SweepIT {

  private static final int POINT = 100;
  private static final String[] HEARING = {
    "topics", "shop.public.orders,__walmirror.orders", "redis.progress.interval.ms", "5"
  };

  private final RealRedis redis;
  private final List<RunningSink> sinks = new ArrayList<>();
  private Table orders = Table.orders();

  SweepIT(RealRedis redis) {
    this.redis = redis;
  }

  @AfterEach
  void stop() {
    sinks.forEach(RunningSink::close);
  }

  @Test
  void rowsThatTheSnapshotDidNotFindGoAndAllOthersStay() {
    RunningSink sink = sink();
    sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), orders.upsert(12, "id", 3));
    sink.put(read(1), orders.upsert(POINT + 5, "id", 3), orders.upsert(POINT + 6, "id", 4));
    redis.client().call("HSET", "orders:of-somebody-else", "a", "b");
    sink.put(sweep(0, 5));
    sink.settle();

    assertThat(redis.keys("orders:*"))
        .containsExactlyInAnyOrder("orders:1", "orders:3", "orders:4", "orders:of-somebody-else");
  }

  @Test
  void whatIsOlderThanTheSnapshotDoesNotComeBack() {
    RunningSink sink = sink();
    sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), read(1));
    sink.put(sweep(0, 2));
    sink.settle();
    sink.put(orders.upsert(12, "id", 2));

    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
    assertThat(redis.client().text("GET", redis.keys("walmirror:1:f:*").get(0)))
        .isEqualTo(SweepRecord.of(orders.name(), 1, POINT, topic()).before().text());
  }

  @Test
  void nothingGoesBeforeThisTaskHasReadTheSnapshotToItsEnd() {
    RunningSink sink = sink();
    sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2));
    SinkRecord sweep = sweep(0, 2);
    sink.put(sweep);
    callAWhile(sink);

    assertThat(redis.keys("orders:*")).hasSize(2);
    assertThat(committed(sink, sweep)).isEqualTo(sweep.originalKafkaOffset());
    sink.put(read(1));
    sink.settle();
    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
    assertThat(committed(sink, sweep)).isEqualTo(sweep.originalKafkaOffset() + 1);
  }

  /** The control: a sweep that waits for nobody shows a reader a row less than there is. */
  @Test
  void withoutWaitingARowIsMissingForAWhile() {
    RunningSink sink = sink();
    sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2));
    sink.put(sweep(Map.of()));
    sink.settle();

    assertThat(redis.exists("orders:1")).as("it is in PostgreSQL").isFalse();
  }

  /** A sweep that a killed source sent again may name offsets from before the last rows. */
  @Test
  void aRowWhoseRecordIsReadBehindTheSweepIsThereAgainAndNothingElseIs() {
    RunningSink sink = sink();
    sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), orders.upsert(12, "id", 3));
    sink.put(sweep(0, 2));
    sink.settle();
    assertThat(redis.keys("orders:*")).isEmpty();
    sink.put(orders.upsert(13, "id", 3), read(1), orders.upsert(POINT + 5, "id", 2));

    assertThat(redis.keys("orders:*")).containsExactlyInAnyOrder("orders:1", "orders:2");
    sink.put(sweep(0, 5));
    sink.settle();
    assertThat(redis.keys("orders:*")).containsExactlyInAnyOrder("orders:1", "orders:2");
  }

  @Test
  void nothingGoesBeforeTheOtherTasksHaveReadTheSnapshotToItsEnd() {
    RunningSink sweeping = sink();
    RunningSink reading = sink();
    reading.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2));
    sweeping.put(sweep(0, 2));
    callAWhile(sweeping, reading);
    assertThat(redis.keys("orders:*")).hasSize(2);
    reading.put(read(1));
    settle(sweeping, reading);

    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
  }

  /** The other task says how far it has read when it is called. */
  private static void settle(RunningSink sweeping, RunningSink reading) {
    while (!sweeping.isSettled()) {
      reading.put(List.of());
      sweeping.put(List.of());
    }
  }

  /** Somebody has read that far, but the partition is being read again from its beginning. */
  @Test
  void aMarkFromBeforeTheSweepProvesNothing() {
    RunningSink former = sink();
    former.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), read(1));
    callAWhile(former);
    former.close();
    assertThat(redis.keys("walmirror:1:w:*")).hasSize(1);
    RunningSink sweeping = sink();
    sweeping.put(sweep(0, 2));
    callAWhile(sweeping);
    assertThat(redis.keys("orders:*")).hasSize(2);

    RunningSink again = sink();
    again.put(List.of(Table.orders().upsert(10, "id", 1)));
    callAWhile(again, sweeping);
    assertThat(redis.keys("orders:*")).hasSize(2);
    again.put(read(1));
    settle(sweeping, again);
    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
  }

  /** Where a partition has nothing new, its task knows from Connect where it is. */
  @Test
  void aTaskThatIsGivenNothingSaysWhereItIsToo() {
    RunningSink former = sink();
    former.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), read(1));
    former.close();
    RunningSink idle = sink();
    TopicPartition partition = new TopicPartition(orders.topic(), 0);
    RunningSink sweeping = sink();
    sweeping.put(sweep(0, 2));
    idle.assign(Map.of(partition, new OffsetAndMetadata(3)));
    assertThat(idle.context().commitRequests()).isEqualTo(1);
    callAWhile(idle);
    sweeping.settle();

    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
  }

  @Test
  void aTaskIsCalledOftenEnoughToSayWhereItIs() {
    RunningSink sink = sink();
    sink.put(orders.upsert(10, "id", 1));

    assertThat(sink.context().timeouts()).containsExactly(5L);
  }

  @Test
  void aSweepThatWasCutShortIsBegunAgainByWhoeverComesNext() {
    RunningSink first = sink();
    List<SinkRecord> rows = new ArrayList<>();
    IntStream.range(0, 20_000).forEach(id -> rows.add(orders.upsert(10, "id", id)));
    first.put(rows);
    first.put(read(1));
    SinkRecord sweep = sweep(0, 20_000);
    first.put(sweep);
    while (redis.keys("orders:*").size() == 20_000) {
      first.put(List.of());
    }
    assertThat(redis.keys("orders:*")).as("the first did a part").hasSizeGreaterThan(1);
    assertThat(committed(first, sweep)).isEqualTo(sweep.originalKafkaOffset());
    first.close();
    RunningSink next = sink();
    next.put(sweep, read(1));
    next.settle();

    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
  }

  @Test
  void aNewerSweepOfTheTableTakesThePlaceOfAnOlder() {
    RunningSink sink = sink();
    sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), read(1));
    SinkRecord never = sweep(0, 1_000_000);
    sink.put(never);
    callAWhile(sink);
    assertThat(committed(sink, never)).isEqualTo(never.originalKafkaOffset());
    sink.put(sweep(0, 2));
    sink.settle();

    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
  }

  @Test
  void aSweepOfATableThatIsNotMirroredHereIsNobodysBusiness() {
    RunningSink sink =
        RunningSink.start(redis.uri(), "topics", "others,__walmirror.orders", "name", "others");
    sinks.add(sink);
    sink.put(orders.upsert(10, "id", 1), sweep(0, 1_000_000));

    assertThat(sink.isSettled()).isTrue();
    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
  }

  @Test
  void aPartialRowLosesWhatItHasFromBeforeTheSnapshot() {
    RunningSink sink = sink();
    sink.put(orders.upsert(10, "id", 1, "customer", "Ada", "note", "of a row that is gone"));
    sink.put(
        orders.upsert(
            Form.FLAT,
            "c",
            Table.at(POINT + 1),
            List.of("note"),
            Table.row("id", 1, "customer", "Eve")));
    sink.put(sweep(0, 1));
    sink.settle();

    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "1", "customer", "Eve"));
  }

  @Test
  void documentsAndCachesAreSweptToo() {
    for (String type : List.of("string", "delete")) {
      redis.empty();
      orders = Table.orders();
      RunningSink sink = sink("redis.type", type);
      sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), read(1));
      redis.client().call("SET", "orders:1", "x");
      redis.client().call("SET", "orders:2", "x");
      sink.put(sweep(0, 2));
      sink.settle();

      assertThat(redis.exists("orders:1")).as(type).isTrue();
      assertThat(redis.exists("orders:2")).as(type).isFalse();
    }
  }

  /** A TRUNCATE that is to be ignored is no reason to keep rows that a snapshot did not find. */
  @Test
  void theTruncatePolicyDoesNotMatter() {
    RunningSink sink = sink("redis.truncate", "fail");
    sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), read(1));
    sink.put(sweep(0, 2));
    sink.settle();

    assertThat(redis.keys("orders:*")).containsExactly("orders:1");
    assertThat(sink.context().reports()).isEmpty();
  }

  /** Where nothing tells a table's keys from others, Redis may keep what TRUNCATE leaves too. */
  @Test
  void keysThatNobodyCanTellFromOthersStayWhereTruncatesAreIgnored() {
    RunningSink sink = sink("redis.key", "${id}", "redis.truncate", "ignore");
    sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), read(1));
    sink.put(sweep(0, 2));
    sink.settle();

    assertThat(redis.exists("2")).isTrue();
    assertThat(sink.context().reports()).isEmpty();
  }

  /** Its keys' versions have no order with a snapshot's position. */
  @Test
  void aMappingOfOtherVersionsIsLeftAsItIs() {
    RunningSink sink = sink("redis.version", "offset");
    sink.put(orders.upsert(10, "id", 1), orders.upsert(11, "id", 2), read(1));
    sink.put(sweep(0, 2));
    sink.settle();
    sink.put(orders.upsert(POINT + 1, "id", 3));

    assertThat(redis.keys("orders:*")).hasSize(3);
    assertThat(redis.keys("walmirror:1:f:*")).isEmpty();
  }

  private RunningSink sink(String... more) {
    List<String> settings = new ArrayList<>(List.of(HEARING));
    settings.addAll(List.of(more));
    RunningSink sink = RunningSink.start(redis.uri(), settings.toArray(String[]::new));
    sinks.add(sink);
    return sink;
  }

  private SinkRecord read(int id) {
    return orders.upsert(POINT - 1, "id", id, "customer", "read");
  }

  private SinkRecord sweep(int partition, long offset) {
    return sweep(Map.of(partition, offset));
  }

  private SinkRecord sweep(Map<Integer, Long> offsets) {
    SweepRecord sweep = SweepRecord.of(orders.name(), 1, POINT, Map.of(orders.topic(), offsets));
    return Offsets.sweep(sweep, controlOffset++);
  }

  private long controlOffset;

  private Map<String, Map<Integer, Long>> topic() {
    return Map.of(orders.topic(), Map.of());
  }

  /** Long enough for many marks to be written and read. */
  private static void callAWhile(RunningSink... some) {
    long end = System.nanoTime() + 60_000_000;
    while (System.nanoTime() < end) {
      for (RunningSink sink : some) {
        sink.put(List.of());
      }
    }
  }

  private static long committed(RunningSink sink, SinkRecord sweep) {
    TopicPartition partition = new TopicPartition(sweep.topic(), 0);
    return sink.task()
        .preCommit(Map.of(partition, new OffsetAndMetadata(sweep.originalKafkaOffset() + 1)))
        .get(partition)
        .offset();
  }
}
