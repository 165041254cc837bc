package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.walmirror.envelope.EnvelopeFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A consumer reads the same, whether the source or the sink flattened. */
class FlattenConvertersTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String TEXT = EnvelopeFields.UNAVAILABLE_VALUE;

  static Stream<Map<String, String>> settings() {
    List<Map<String, String>> all = new ArrayList<>();
    for (String deletes : List.of("tombstone", "rewrite", "drop")) {
      for (String unchanged : List.of("omit", "null", "keep")) {
        all.add(
            Map.of(
                "deletes",
                deletes,
                "unchanged",
                unchanged,
                "metadata.fields",
                "op,source.ts_ms:committed_at,source.xmin,position",
                "metadata.headers",
                "source.lsn,transaction.id:tx,source.origin"));
      }
    }
    all.add(Map.of());
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void withoutSchemas(Map<String, String> settings) throws IOException {
    same(settings, Chain.SCHEMALESS_SINK, false);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void withSchemas(Map<String, String> settings) throws IOException {
    same(settings, Chain.SINK, true);
  }

  private static void same(Map<String, String> settings, Chain sink, boolean schemas)
      throws IOException {
    for (SourceRecord event : events()) {
      ConnectRecord<?> flattenedFirst = Chain.SOURCE.flatten(settings, event);
      ConnectRecord<?> flattenedLast = sink.flatten(settings, event);
      if (flattenedFirst == null) {
        assertThat(flattenedLast).isNull();
        continue;
      }
      assertThat(json(flattenedLast, schemas)).isEqualTo(json(flattenedFirst, schemas));
      assertThat(sorted(flattenedLast)).isEqualTo(sorted(flattenedFirst));
    }
  }

  private static List<SourceRecord> events() {
    SourceRecord partial =
        Events.update(
            Events.row(5),
            Events.row(5)
                .put("body", TEXT)
                .put("photo", TEXT.getBytes(StandardCharsets.UTF_8))
                .put("tags", List.of(TEXT)));
    return List.of(
        Events.create(Events.row(5)),
        Events.read(Events.row(5)),
        Events.update(null, Events.row(5).put("body", null).put("tags", null)),
        partial,
        Events.delete(Events.row(5)),
        Events.tombstone(5),
        Events.foreignTombstone(5),
        Events.truncate());
  }

  private static JsonNode json(ConnectRecord<?> record, boolean schemas) throws IOException {
    byte[] bytes = Chain.Json.bytes(record, schemas);
    return bytes == null ? MAPPER.nullNode() : MAPPER.readTree(bytes);
  }

  private static List<String> sorted(ConnectRecord<?> record) {
    List<String> headers = new ArrayList<>();
    record
        .headers()
        .forEach(
            h -> {
              List<String> parts = new ArrayList<>(List.of(h.value().toString().split("(?=[+])")));
              parts.sort(null);
              headers.add(h.key() + "=" + parts + h.schema());
            });
    return headers;
  }
}
