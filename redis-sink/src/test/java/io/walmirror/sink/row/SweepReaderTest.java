package io.walmirror.sink.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.walmirror.envelope.SweepRecord;
import io.walmirror.envelope.TableName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.Test;

class SweepReaderTest {

  private static final SweepRecord SWEEP =
      SweepRecord.of(
          new TableName("public", "odd \"name\""),
          3,
          0x500,
          Map.of("shop.public.odd__name_", Map.of(0, 12L, 7, 1L << 40), "other", Map.of()));

  @Test
  void whatTheSourceWritesIsReadThroughEveryPairOfConverters() {
    for (Converter source : converters()) {
      for (Converter sink : converters()) {
        byte[] bytes = source.fromConnectData("t", Schema.STRING_SCHEMA, SWEEP.value());
        if (isEnvelopeOfJson(sink) && !isEnvelopeOfJson(source)) {
          continue; // refuses what has no schema, before it comes to us
        }
        SchemaAndValue read = sink.toConnectData("t", bytes);
        if (read.value() instanceof Map) {
          continue; // a converter that takes texts apart is not for this topic
        }
        assertThat(SweepReader.read(record(read.value()))).contains(SWEEP);
      }
    }
  }

  @Test
  void bytesAreReadToo() {
    byte[] bytes = SWEEP.value().getBytes(StandardCharsets.UTF_8);
    assertThat(SweepReader.read(record(bytes))).contains(SWEEP);
    assertThat(SweepReader.read(record(ByteBuffer.wrap(bytes)))).contains(SWEEP);
  }

  @Test
  void otherControlRecordsAreNoSweeps() {
    Stream.of("{\"lsn\":\"0/1\",\"ts_ms\":5}", "progress", "", "[1]", "{\"kind\":\"status\"}", "{")
        .forEach(text -> assertThat(SweepReader.read(record(text))).as(text).isEmpty());
    assertThat(SweepReader.read(record(null))).isEmpty();
  }

  @Test
  void aDamagedSweepIsRejected() {
    for (String damaged :
        List.of(
            SWEEP.value().replace("p00000003", "00000003"),
            SWEEP.value().replace("before", "after"),
            "{\"kind\":\"sweep\",\"table\":\"public.a\",\"before\":\"" + SWEEP.before() + "\"}")) {
      assertThatExceptionOfType(RejectedRecordException.class)
          .isThrownBy(() -> SweepReader.read(record(damaged)))
          .satisfies(e -> assertThat(e.refusal()).isEqualTo(Refusal.MALFORMED));
    }
  }

  @Test
  void eachTopicOfTheTableLosesWhatIsOlder() {
    assertThat(SweepReader.operations(SWEEP))
        .allSatisfy(
            operation -> {
              assertThat(operation.swept()).isTrue();
              assertThat(operation.origin().table()).contains(SWEEP.table());
              assertThat(operation.origin().version().text()).isEqualTo(SWEEP.before().text());
            })
        .extracting(operation -> operation.origin().topic())
        .containsExactly("other", "shop.public.odd__name_");
  }

  private static List<Converter> converters() {
    Converter text = new StringConverter();
    text.configure(Map.of(), false);
    Converter plain = new JsonConverter();
    plain.configure(Map.of("schemas.enable", "false"), false);
    Converter withSchema = new JsonConverter();
    withSchema.configure(Map.of("schemas.enable", "true"), false);
    return List.of(text, plain, withSchema);
  }

  private static boolean isEnvelopeOfJson(Converter converter) {
    byte[] bytes = converter.fromConnectData("t", Schema.STRING_SCHEMA, "x");
    return new String(bytes, StandardCharsets.UTF_8).contains("payload");
  }

  private static SinkRecord record(Object value) {
    return new SinkRecord("__walmirror.shop", 0, null, null, null, value, 0);
  }
}
