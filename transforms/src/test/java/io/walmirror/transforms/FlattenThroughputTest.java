package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.EnvelopeFields;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Says how fast rows are flattened; holds only that none is lost on the way. */
class FlattenThroughputTest {

  private static final int ROWS = 200_000;

  @ParameterizedTest
  @EnumSource(
      value = Chain.class,
      names = {"SINK", "SCHEMALESS_SINK"})
  void everyRowComesOut(Chain chain) {
    List<SinkRecord> events =
        List.of(
            (SinkRecord) chain.arriving(Events.create(Events.row(5))),
            (SinkRecord)
                chain.arriving(
                    Events.update(
                        null, Events.row(5).put("body", EnvelopeFields.UNAVAILABLE_VALUE))),
            (SinkRecord) chain.arriving(Events.delete(Events.row(5))));
    try (Flatten<SinkRecord> flatten = new Flatten<>()) {
      flatten.configure(Map.of("metadata.fields", "op,source.ts_ms", "deletes", "rewrite"));
      int out = 0;
      long began = System.nanoTime();
      for (int i = 0; i < ROWS; i++) {
        out += flatten.apply(events.get(i % events.size())).value() == null ? 0 : 1;
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf("%s: %,.0f rows/s flattened%n", chain, ROWS / seconds);
      assertThat(out).isEqualTo(ROWS);
    }
  }
}
