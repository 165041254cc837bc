package io.walmirror.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.sink.fixture.History;
import io.walmirror.sink.fixture.History.Delivery;
import io.walmirror.sink.fixture.JsonForm;
import io.walmirror.sink.fixture.RealRedis;
import io.walmirror.sink.fixture.RecordingContext;
import io.walmirror.sink.fixture.Replay;
import io.walmirror.sink.fixture.RunningSink;
import io.walmirror.sink.fixture.SharedRedis;
import io.walmirror.sink.fixture.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records in every form that converters leave them in. Random ones replay by their seed. */
@ExtendWith(SharedRedis.class)
class InputsIT {

  private static final long SEED = Long.getLong("walmirror.seed", System.nanoTime());
  private static final int GROUPS = 20;
  private static final int HISTORIES = 20;
  private static final String PRICE = "12345678901234567890.120";

  private final RealRedis redis;

  InputsIT(RealRedis redis) {
    this.redis = redis;
  }

  @Test
  void jsonThatNoConverterReadLeavesTheRowsThatPostgresHas() {
    Random random = new Random(SEED);
    JsonForm[] forms = JsonForm.values();
    for (int i = 0; i < GROUPS; i++) {
      History history =
          History.random(random, History.Subject.of("orders"), History.Kind.EVERYTHING, HISTORIES);
      List<Delivery> deliveries =
          history.deliveries().stream()
              .map(
                  each ->
                      each.isSweep()
                          ? each
                          : new Delivery(
                              forms[random.nextInt(forms.length)].deliver(each.record()),
                              each.partition()))
              .toList();
      assertThat(Replay.into(redis).interleaved(deliveries, random).rows())
          .as("group %s, seed %s", i, SEED)
          .isEqualTo(history.rows());
    }
  }

  @Test
  void aDamagedDocumentIsReportedWithItsPlaceAndStopsNoOther() {
    Table orders = Table.orders();
    RecordingContext context = RecordingContext.withReporter();
    SinkRecord whole = orders.upsert(20, "id", 2, "customer", "secret");
    SinkRecord damaged = JsonForm.TEXT.deliver(orders.upsert(10, "id", 1, "customer", "secret"));
    String half = damaged.value().toString().substring(0, damaged.value().toString().length() - 1);
    try (RunningSink sink = RunningSink.start(context, redis.uri(), "errors.tolerance", "all")) {
      sink.put(damaged.newRecord(damaged.topic(), 0, null, damaged.key(), null, half, null), whole);
    }
    assertThat(context.reports()).hasSize(1);
    assertThat(context.reports().get(0).error())
        .hasMessageContaining("ends too early")
        .hasMessageContaining("column " + (half.length() + 1))
        .hasMessageNotContaining("secret");
    assertThat(redis.keys("orders:*")).containsExactly("orders:2");
  }

  @Test
  void numbersReachRedisWithAllTheirDigits() {
    SinkRecord document = priced("{\"id\":9007199254740993,\"price\":" + PRICE + "}");
    try (RunningSink sink = RunningSink.start(redis.uri())) {
      sink.put(document);
    }
    assertThat(redis.row("orders:1")).isEqualTo(Map.of("id", "9007199254740993", "price", PRICE));

    try (RunningSink sink =
        RunningSink.start(redis.uri(), "redis.type", "string", "redis.keyspace", "documents")) {
      sink.put(document);
    }
    assertThat(redis.client().text("GET", "documents:1"))
        .isEqualTo("{\"id\":\"9007199254740993\",\"price\":\"" + PRICE + "\"}");

    try (JsonConverter json = new JsonConverter();
        RunningSink control = RunningSink.start(redis.uri(), "redis.keyspace", "control")) {
      json.configure(Map.of("schemas.enable", "false"), false);
      byte[] bytes = document.value().toString().getBytes(StandardCharsets.UTF_8);
      Object throughADouble = json.toConnectData("t", bytes).value();
      control.put(
          document.newRecord(
              document.topic(), 0, null, document.key(), null, throughADouble, null));
    }
    assertThat(redis.row("control:1").get("price")).as("what a double leaves").isNotEqualTo(PRICE);
  }

  private static SinkRecord priced(String document) {
    SinkRecord row =
        Table.orders().upsert(Table.Form.FLAT, "u", Table.at(10), List.of(), Table.row("id", 1));
    return row.newRecord(row.topic(), 0, null, "1", null, document, null);
  }
}
