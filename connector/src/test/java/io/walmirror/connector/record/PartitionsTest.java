package io.walmirror.connector.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.envelope.TableName;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

/** Connect finds a stored offset by the bytes of its partition, in whatever process. */
class PartitionsTest {

  private static final String TOPIC = "offsets";

  private final JsonConverter converter = new JsonConverter();

  PartitionsTest() {
    converter.configure(Map.of("schemas.enable", "false"), true);
  }

  @Test
  void aPartitionIsTheSameBytesInEveryProcessAndWhenConnectReadsAndWritesItAgain() {
    Stream.of(
            SnapshotOffset.partition("shop", new TableName("public", "orders")),
            KnownTables.partition("shop"),
            FormsOffset.partition("shop"),
            DemandOffset.partition("shop"))
        .forEach(each -> assertThat(again(bytes(each))).isEqualTo(bytes(each)));
    assertThat(bytes(KnownTables.partition("shop")))
        .isEqualTo("[\"source\",{\"server\":\"shop\",\"tables\":\"known\"}]");
    assertThat(bytes(DemandOffset.partition("shop")))
        .isEqualTo("[\"source\",{\"server\":\"shop\",\"snapshot\":\"*\"}]");
  }

  /** What a map in another order would be, as {@code Map.of} is in every second process. */
  @Test
  void inAnotherOrderOfItsKeysItWouldNotBeFound() {
    Map<String, String> turned = new LinkedHashMap<>();
    turned.put("tables", "known");
    turned.put("server", "shop");

    assertThat(turned).isEqualTo(KnownTables.partition("shop"));
    assertThat(bytes(turned)).isNotEqualTo(bytes(KnownTables.partition("shop")));
  }

  private String bytes(Object partition) {
    return new String(
        converter.fromConnectData(TOPIC, null, List.of("source", partition)),
        StandardCharsets.UTF_8);
  }

  private String again(String bytes) {
    Object read = converter.toConnectData(TOPIC, bytes.getBytes(StandardCharsets.UTF_8)).value();
    return new String(converter.fromConnectData(TOPIC, null, read), StandardCharsets.UTF_8);
  }
}
