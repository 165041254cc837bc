package io.walmirror.sink.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.envelope.HeaderNames;
import io.walmirror.sink.fixture.Table;
import io.walmirror.sink.fixture.Table.Form;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The three kinds of versions, and how a mapping comes by the one that it has. */
class ChosenVersionsTest {

  private final Table orders = Table.orders();

  @Test
  void theFirstChangeSuggestsAndTheAgreementDecides() {
    List<VersionScheme> suggested = new ArrayList<>();
    ChosenVersions versions =
        new ChosenVersions(
            scheme -> {
              suggested.add(scheme);
              return VersionScheme.OFFSET;
            },
            0);
    assertThat(versions.version(orders.upsert(7, "id", 1)).scheme())
        .isEqualTo(VersionScheme.OFFSET);
    assertThat(versions.version(plain(0, 1)).scheme()).isEqualTo(VersionScheme.OFFSET);
    assertThat(suggested).containsExactly(VersionScheme.POSITION);
  }

  @Test
  void aChangeWithoutPositionSuggestsOffsets() {
    assertThat(new ChosenVersions(scheme -> scheme, 0).version(plain(2, 10)).text())
        .isEqualTo("k00000000" + "00000002" + "000000000000000a");
  }

  @Test
  void anAgreementThatFailsIsSoughtAgain() {
    List<VersionScheme> asked = new ArrayList<>();
    ChosenVersions versions =
        new ChosenVersions(
            scheme -> {
              asked.add(scheme);
              if (asked.size() == 1) {
                throw new IllegalStateException("Redis is away");
              }
              return scheme;
            },
            0);
    assertThatThrownBy(() -> versions.version(plain(0, 0))).hasMessage("Redis is away");
    assertThat(versions.version(plain(0, 0)).scheme()).isEqualTo(VersionScheme.OFFSET);
  }

  @Test
  void offsetsAreThoseOfTheTopicWhateverTransformsMakeOfTheRecord() {
    SinkRecord routed =
        plain(2, 10).newRecord("elsewhere", 7, null, "k", null, Map.of("id", 1), null);
    assertThat(new OffsetVersions(0xFFFF_FFFFL).version(routed).text())
        .isEqualTo("kffffffff" + "00000002" + "000000000000000a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"26\",\"42\"]|1a|2a",
        "[null,\"42\"]|2a|2a",
        "[\"26\", \"42\"]|1a|2a",
        "[\"9223372036854775807\",\"9223372036854775807\"]|7fffffffffffffff|7fffffffffffffff"
      })
  void debeziumsVersionIsItsSequence(String sequence, String commit, String lsn)
      throws IOException {
    assertThat(new DebeziumVersions(3).version(event(Map.of("sequence", sequence))).text())
        .isEqualTo("d00000003" + padded(commit) + padded(lsn));
    for (Headers headers : headers("__source_sequence", sequence)) {
      assertThat(new DebeziumVersions(3).version(flat(headers)).text())
          .isEqualTo("d00000003" + padded(commit) + padded(lsn));
    }
  }

  @Test
  void withoutSequenceTheLsnIsBoth() throws IOException {
    String version = "d00000000" + padded("2a") + padded("2a");
    assertThat(new DebeziumVersions(0).version(event(Map.of("lsn", 42L))).text())
        .isEqualTo(version);
    for (Headers headers : headers("__source_lsn", "42")) {
      assertThat(new DebeziumVersions(0).version(flat(headers)).text()).isEqualTo(version);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "42", "[42,43]", "[\"1\"]", "[\"1\",null]", "[\"-1\",\"2\"]"})
  void aMalformedSequenceIsRejectedAndNeverGuessedAt(String sequence) {
    assertThatThrownBy(
            () -> new DebeziumVersions(0).version(event(Map.of("sequence", sequence, "lsn", 1L))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("sequence");
  }

  @Test
  void aRecordWithoutDebeziumsVersionIsRejectedWithWhatToDo() {
    for (SinkRecord record : List.of(event(Map.of()), plain(0, 0), orders.tombstone(7, "id", 1))) {
      assertThatThrownBy(() -> new DebeziumVersions(0).version(record))
          .isInstanceOf(RejectedRecordException.class)
          .hasMessageContaining("tombstones.on.delete")
          .hasMessageContaining("redis.version=offset");
    }
  }

  @Test
  void aTableOutOfTwoTopicsHasNoOrderByOffset() {
    RowReader reader = new RowReader(new OffsetVersions(0));
    SinkRecord one = plain(0, 1);
    SinkRecord other = new SinkRecord("t2", 0, null, "k", null, Map.of("id", 1), 1);
    reader.read(one.newRecord("orders", 0, null, "k", null, Map.of("id", 1), null));
    reader.read(one);
    assertThatThrownBy(
            () -> reader.read(other.newRecord("orders", 0, null, "k", null, Map.of("id", 1), null)))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessageContaining("t2");
    RowReader positions = new RowReader(new PositionVersions());
    for (SinkRecord record : List.of(orders.upsert(7, "id", 1), orders.upsert(8, "id", 1))) {
      positions.read(record);
    }
  }

  private static SinkRecord plain(int partition, long offset) {
    return new SinkRecord("t", partition, null, "k", null, Map.of("id", 1), offset);
  }

  private SinkRecord event(Map<String, ?> more) {
    SinkRecord record =
        orders.upsert(Form.ENVELOPE_MAP, "u", Table.at(7), List.of(), Table.row("id", 1));
    Map<Object, Object> envelope = new HashMap<>((Map<?, ?>) record.value());
    Map<Object, Object> source = new HashMap<>((Map<?, ?>) envelope.get("source"));
    source.putAll(more);
    envelope.put("source", source);
    return record.newRecord("t", 0, null, record.key(), null, envelope, null);
  }

  private static SinkRecord flat(Headers headers) {
    return new SinkRecord(
        "t", 0, null, "k", null, null, 0, null, TimestampType.NO_TIMESTAMP_TYPE, headers);
  }

  /** A header as it was written, and as Connect's default converter reads it. */
  private static List<Headers> headers(String name, String text) throws IOException {
    assertThat(name).isNotEqualTo(HeaderNames.POSITION);
    try (SimpleHeaderConverter converter = new SimpleHeaderConverter()) {
      byte[] bytes = converter.fromConnectHeader("t", name, null, text);
      return List.of(
          new ConnectHeaders().addString(name, text),
          new ConnectHeaders().add(name, converter.toConnectHeader("t", name, bytes)));
    }
  }

  private static String padded(String hex) {
    return "0".repeat(16 - hex.length()) + hex;
  }
}
