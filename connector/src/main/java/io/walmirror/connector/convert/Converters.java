package io.walmirror.connector.convert;

import io.debezium.spi.converter.ConvertedField;
import io.debezium.spi.converter.CustomConverter;
import io.walmirror.connector.catalog.DeclaredType;
import io.walmirror.connector.foreign.ForeignClass;
import io.walmirror.connector.value.Codec;
import io.walmirror.envelope.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The converters that the settings name, in their order: the first that takes a column has it.
 * Asked when a plan is compiled; what they register is used by the same thread.
 */
public final class Converters {

  private static final String TYPE = ".type";

  private final List<Named> converters;

  private record Named(
      String name, String type, CustomConverter<SchemaBuilder, ConvertedField> converter) {

    @Override
    public String toString() {
      return "converter " + name + " (" + type + ")";
    }
  }

  /** What a converter says that it makes of a column's values. */
  private record Registered(SchemaBuilder schema, CustomConverter.Converter converter) {}

  private Converters(List<Named> converters) {
    this.converters = List.copyOf(converters);
  }

  /**
   * Makes and configures a converter for each name, out of the settings {@code <name>.type} and
   * {@code <name>.<option>}; tells a setting's name and what is wrong of each that it cannot.
   */
  public static Converters load(
      List<String> names, Map<String, String> settings, BiConsumer<String, String> problems) {
    List<Named> made = new ArrayList<>();
    for (String each : names) {
      String name = each.trim();
      String type = settings.get(name + TYPE);
      if (name.isEmpty()) {
        continue;
      }
      if (type == null || type.isBlank()) {
        problems.accept(
            name + TYPE,
            "is missing: the name of the class of converter " + name + ", or remove it");
        continue;
      }
      try {
        CustomConverter<SchemaBuilder, ConvertedField> converter = instance(type.trim());
        converter.configure(options(name, settings));
        made.add(new Named(name, type.trim(), converter));
      } catch (ClassNotFoundException e) {
        problems.accept(
            name + TYPE,
            "there is no class "
                + type
                + "; put its jar into the plugin's own folder, beside walmirror's, on every worker");
      } catch (ClassCastException e) {
        problems.accept(
            name + TYPE,
            type + " is no io.debezium.spi.converter.CustomConverter; name one that is");
      } catch (ReflectiveOperationException | LinkageError e) {
        problems.accept(
            name + TYPE,
            type
                + " cannot be made: "
                + e
                + "; it needs a public constructor without parameters and no classes but those of"
                + " debezium-api, connect-api and its own jar");
      } catch (RuntimeException e) {
        problems.accept(name + TYPE, type + " does not accept its settings " + name + ".*: " + e);
      }
    }
    return new Converters(made);
  }

  @SuppressWarnings("unchecked") // What it registers is checked when it does.
  private static CustomConverter<SchemaBuilder, ConvertedField> instance(String type)
      throws ReflectiveOperationException {
    return ForeignClass.named(type)
        .asSubclass(CustomConverter.class)
        .getDeclaredConstructor()
        .newInstance();
  }

  private static Properties options(String name, Map<String, String> settings) {
    Properties options = new Properties();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(name + ".") && value != null) {
            options.setProperty(key.substring(name.length() + 1), value);
          }
        });
    return options;
  }

  public boolean isEmpty() {
    return converters.isEmpty();
  }

  /** The codec of a column that one of them takes. */
  public Optional<Codec> codec(
      TableName table, String column, DeclaredType type, boolean optional) {
    DeclaredColumn asked = new DeclaredColumn(table, column, type, optional);
    for (Named each : converters) {
      Optional<Registered> registered = ask(each, asked);
      if (registered.isPresent()) {
        Schema schema = schema(registered.get().schema, optional);
        return Optional.of(
            new ConvertedCodec(
                table + "." + column,
                each.toString(),
                schema,
                registered.get().converter,
                HandedValues.of(type)));
      }
    }
    return Optional.empty();
  }

  /** A converter may keep the builder and make structs by it: it is completed, not copied. */
  private static Schema schema(SchemaBuilder builder, boolean optional) {
    return optional ? builder.optional().build() : builder.build();
  }

  private static Optional<Registered> ask(Named each, DeclaredColumn column) {
    AtomicReference<Registered> registered = new AtomicReference<>();
    try {
      each.converter.converterFor(
          column, (schema, converter) -> registered.set(new Registered(schema, converter)));
    } catch (RuntimeException | LinkageError e) {
      throw new ConverterFailedException(
          each
              + " failed when it was asked about column "
              + column.dataCollection()
              + "."
              + column.name()
              + " "
              + column.typeExpression()
              + ": "
              + e
              + "; mend it, or remove "
              + each.name
              + " from converters",
          e);
    }
    return Optional.ofNullable(registered.get());
  }
}
