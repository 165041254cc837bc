package io.walmirror.connector.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.walmirror.connector.catalog.DeclaredType;
import io.walmirror.connector.value.Codec;
import io.walmirror.envelope.TableName;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Converters of the user's: found, configured, asked, and named when they fail. */
class ConvertersTest {

  private static final TableName TABLE = new TableName("public", "parts");
  private static final DeclaredType TEXT =
      new DeclaredType(Types.VARCHAR, 25, "text", "text", Integer.MAX_VALUE, 0);
  private static final String SECRET = "a row's value";

  private final Map<String, String> problems = new LinkedHashMap<>();

  @Test
  void optionsAreHandedOverWithoutTheName() {
    Converters converters = load(Prefixing.class, "prefix", "no. ");

    Codec codec = converters.codec(TABLE, "code", TEXT, true).orElseThrow();

    assertThat(text(codec, "7")).isEqualTo("no. 7");
    assertThat(codec.schema().build())
        .isEqualTo(SchemaBuilder.string().name("prefixed").optional().build());
    assertThat(codec.ofNull()).isNull();
    assertThat(problems).isEmpty();
  }

  @Test
  void aColumnThatNoneTakesIsLeftAlone() {
    assertThat(load(Prefixing.class).codec(TABLE, "other", TEXT, true)).isEmpty();
  }

  @Test
  void theFirstThatTakesAColumnHasIt() {
    Converters converters =
        load(
            List.of("a", "b"),
            Map.of(
                "a.type",
                Prefixing.class.getName(),
                "a.prefix",
                "first ",
                "b.type",
                Prefixing.class.getName(),
                "b.prefix",
                "second "));

    assertThat(text(converters.codec(TABLE, "code", TEXT, false).orElseThrow(), "7"))
        .isEqualTo("first 7");
  }

  @Test
  void whatCannotBeLoadedIsNamedWithItsCure() {
    load(
        List.of("none", "gone", "other", "picky"),
        Map.of(
            "gone.type", "com.example.Gone",
            "other.type", String.class.getName(),
            "picky.type", Picky.class.getName()));

    assertThat(problems.get("none.type")).contains("is missing");
    assertThat(problems.get("gone.type")).contains("com.example.Gone", "plugin's own folder");
    assertThat(problems.get("other.type")).contains("CustomConverter");
    assertThat(problems.get("picky.type")).contains("does not accept its settings picky.*");
  }

  @Test
  void aConverterThatFailsIsNamedAndTheValueIsNot() {
    Codec codec = load(Failing.class).codec(TABLE, "code", TEXT, true).orElseThrow();

    assertThatThrownBy(() -> text(codec, SECRET))
        .isInstanceOf(ConverterFailedException.class)
        .hasMessageContaining("converter it (" + Failing.class.getName() + ")")
        .hasMessageContaining("public.parts.code")
        .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain(SECRET))
        .satisfies(failure -> assertThat(stackTrace(failure)).contains("Failing"));
  }

  @Test
  void aValueThatTheSchemaDoesNotAllowIsRefused() {
    Codec codec = load(Lying.class).codec(TABLE, "code", TEXT, true).orElseThrow();

    assertThatThrownBy(() -> text(codec, SECRET))
        .isInstanceOf(ConverterFailedException.class)
        .hasMessageContaining("java.lang.String")
        .hasMessageContaining("INT32")
        .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain(SECRET));
  }

  @Test
  void aConverterThatFailsWhenAskedIsNamedWithTheColumn() {
    assertThatThrownBy(() -> load(Unsure.class).codec(TABLE, "code", TEXT, true))
        .isInstanceOf(ConverterFailedException.class)
        .hasMessageContaining("public.parts.code text")
        .hasMessageContaining("remove it from converters");
  }

  @Test
  void aStructMadeByTheConvertersOwnBuilderFits() {
    Codec codec = load(Structs.class).codec(TABLE, "code", TEXT, true).orElseThrow();
    Schema schema = codec.schema().build();

    Object value = text(codec.forSchema(schema), "7");

    assertThat(value).isInstanceOf(Struct.class);
    SchemaBuilder row = SchemaBuilder.struct().field("code", schema);
    assertThat(new Struct(row.build()).put("code", value).getStruct("code").get("text"))
        .isEqualTo("7");
  }

  @Test
  void whatIsRequiredAndWasNotSentHasAZeroOfItsSchema() {
    Codec codec = load(Structs.class).codec(TABLE, "code", TEXT, false).orElseThrow();

    assertThat(((Struct) codec.zero()).get("text")).isEqualTo("");
  }

  @Test
  void anUnchangedValueIsNeverShownToAConverter() {
    Codec text = load(Prefixing.class, "prefix", "x").codec(TABLE, "code", TEXT, true).get();
    Codec struct = load(Structs.class).codec(TABLE, "code", TEXT, true).orElseThrow();

    assertThat(text.unavailable("__placeholder")).isEqualTo("__placeholder");
    assertThat(struct.unavailable("__placeholder")).isNull();
  }

  private Converters load(Class<?> type, String... options) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("it.type", type.getName());
    for (int i = 0; i < options.length; i += 2) {
      settings.put("it." + options[i], options[i + 1]);
    }
    return load(List.of("it"), settings);
  }

  private Converters load(List<String> names, Map<String, String> settings) {
    return Converters.load(new ArrayList<>(names), settings, problems::put);
  }

  private static Object text(Codec codec, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return codec.text(bytes, 0, bytes.length);
  }

  private static String stackTrace(Throwable failure) {
    StringWriter all = new StringWriter();
    failure.printStackTrace(new PrintWriter(all));
    return all.toString();
  }

  /** Takes the column {@code code}. */
  abstract static class OfCode implements CustomConverter<SchemaBuilder, RelationalColumn> {

    @Override
    public void configure(Properties options) {
      // Most need nothing.
    }

    @Override
    public void converterFor(
        RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
      if (column.name().equals("code")) {
        register(registration);
      }
    }

    abstract void register(ConverterRegistration<SchemaBuilder> registration);
  }

  /** Puts a text before a text. */
  public static final class Prefixing extends OfCode {
    private String prefix;

    @Override
    public void configure(Properties options) {
      prefix = options.getProperty("prefix");
    }

    @Override
    void register(ConverterRegistration<SchemaBuilder> registration) {
      registration.register(
          SchemaBuilder.string().name("prefixed"), value -> value == null ? null : prefix + value);
    }
  }

  /** Wants a setting that it has not. */
  public static final class Picky extends OfCode {
    @Override
    public void configure(Properties options) {
      throw new IllegalArgumentException("no format given");
    }

    @Override
    void register(ConverterRegistration<SchemaBuilder> registration) {
      throw new AssertionError("never asked");
    }
  }

  /** Fails at every value, and says it. */
  public static final class Failing extends OfCode {
    @Override
    void register(ConverterRegistration<SchemaBuilder> registration) {
      registration.register(SchemaBuilder.string(), Failing::fail);
    }

    private static Object fail(Object value) {
      throw new IllegalStateException("cannot parse " + value);
    }
  }

  /** Says that it makes numbers, and makes none. */
  public static final class Lying extends OfCode {
    @Override
    void register(ConverterRegistration<SchemaBuilder> registration) {
      registration.register(SchemaBuilder.int32(), value -> value);
    }
  }

  /** Fails when it is asked. */
  public static final class Unsure extends OfCode {
    @Override
    void register(ConverterRegistration<SchemaBuilder> registration) {
      throw new IllegalStateException("not this one");
    }
  }

  /** Makes structs, by the builder that it registered. */
  public static final class Structs extends OfCode {
    @Override
    void register(ConverterRegistration<SchemaBuilder> registration) {
      SchemaBuilder schema = SchemaBuilder.struct().field("text", Schema.STRING_SCHEMA);
      registration.register(
          schema, value -> value == null ? null : new Struct(schema.build()).put("text", value));
    }
  }
}
