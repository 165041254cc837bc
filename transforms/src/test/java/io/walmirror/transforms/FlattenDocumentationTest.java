package io.walmirror.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.walmirror.envelope.EnvelopeFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page about Flatten shows what Flatten does: each example and setting is compared with it. */
class FlattenDocumentationTest {

  private static final Path PAGE = Path.of("..", "docs", "transforms", "flatten.md");

  private static final Schema ORDER =
      SchemaBuilder.struct()
          .name(Events.TOPIC + ".Value")
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .field("customer", Schema.STRING_SCHEMA)
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .field("body", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  static Stream<Arguments> examples() {
    SourceRecord update =
        Events.update(null, order().put("body", EnvelopeFields.UNAVAILABLE_VALUE));
    SourceRecord delete = Events.delete(order());
    return Stream.of(
        Arguments.of("an update as it comes", null, update),
        Arguments.of("an update", Map.of(), update),
        Arguments.of(
            "an update with metadata",
            Map.of(
                "metadata.fields", "op,source.ts_ms:committed_at",
                "metadata.headers", "transaction.id"),
            update),
        Arguments.of("an update with unchanged=null", Map.of("unchanged", "null"), update),
        Arguments.of("a delete", Map.of(), delete),
        Arguments.of("a rewritten delete", Map.of("deletes", "rewrite"), delete),
        Arguments.of("a truncate", Map.of(), Events.truncate()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void theExampleIsTrue(String what, Map<String, String> settings, SourceRecord event)
      throws IOException {
    ConnectRecord<?> record = settings == null ? event : Chain.SOURCE.flatten(settings, event);
    assertThat(Files.readString(PAGE)).as(what).contains(fenced(record));
  }

  @Test
  void theConfigurationIsAccepted() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf("```json\n") + "```json\n".length();
    String json = page.substring(from, page.indexOf("```", from));
    Map<String, String> settings =
        new ObjectMapper().readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
    assertThat(settings.remove("transforms")).isEqualTo("flatten");
    assertThat(settings.remove("transforms.flatten.type")).isEqualTo(Flatten.class.getName());
    Map<String, String> own = new LinkedHashMap<>();
    settings.forEach((name, value) -> own.put(name.replace("transforms.flatten.", ""), value));

    assertThat(Flatten.CONFIG_DEF.names()).containsAll(own.keySet());
    ConnectRecord<?> row = Chain.SOURCE.flatten(own, Events.create(order()));
    assertThat(Chain.columns(row)).contains("__op", "committed_at");
  }

  @Test
  void everySettingIsInTheTable() throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add("| setting | default | |");
    rows.add("|---|---|---|");
    for (ConfigDef.ConfigKey key : Flatten.CONFIG_DEF.configKeys().values()) {
      Object initial = key.defaultValue instanceof List<?> l && l.isEmpty() ? "" : key.defaultValue;
      String shown = initial.equals("") ? "–" : "`" + initial + "`";
      rows.add("| `%s` | %s | %s |".formatted(key.name, shown, key.documentation));
    }
    assertThat(Files.readString(PAGE)).contains(String.join("\n", rows) + "\n\n");
  }

  @Test
  void everyPieceOfMetadataIsInTheTable() throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add("| metadata | type | |");
    rows.add("|---|---|---|");
    for (String name : MetadataSource.names()) {
      Schema schema = MetadataSource.named(name).orElseThrow().schema();
      rows.add("| `%s` | %s | %s |".formatted(name, schema.type(), schema.doc()));
    }
    assertThat(Files.readString(PAGE)).contains(String.join("\n", rows) + "\n\n");
  }

  private static Struct order() {
    return new Struct(ORDER)
        .put("id", 5L)
        .put("customer", "Ann")
        .put("note", null)
        .put("body", "two lamps");
  }

  private static String fenced(ConnectRecord<?> record) throws IOException {
    StringBuilder text = new StringBuilder("```\n");
    text.append("key     ").append(json(record.keySchema(), record.key(), false)).append('\n');
    String label = "headers ";
    for (var header : record.headers()) {
      text.append(label).append(header.key()).append(": ").append(header.value()).append('\n');
      label = "        ";
    }
    text.append("value   ").append(json(record.valueSchema(), record.value(), true)).append('\n');
    return text.append("```\n").toString();
  }

  private static String json(Schema schema, Object value, boolean pretty) throws IOException {
    if (value == null) {
      return "null";
    }
    Object plain = Chain.Json.converted(schema, value, false).value();
    if (!pretty) {
      return new ObjectMapper().writeValueAsString(plain);
    }
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    return new ObjectMapper()
        .writer(printer)
        .writeValueAsString(inSchemaOrder((Struct) value))
        .replace("\" : ", "\": ");
  }

  private static Map<String, Object> inSchemaOrder(Struct struct) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (var field : struct.schema().fields()) {
      Object value = struct.get(field);
      fields.put(field.name(), value instanceof Struct inner ? inSchemaOrder(inner) : value);
    }
    return fields;
  }
}
