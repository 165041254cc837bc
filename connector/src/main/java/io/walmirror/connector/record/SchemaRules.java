package io.walmirror.connector.record;

import io.walmirror.connector.pgoutput.Relation;
import io.walmirror.connector.value.Codecs;
import io.walmirror.connector.value.SourceType;
import io.walmirror.envelope.TableName;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * What schemas say beyond the forms of values: defaults, declared types, and names that Avro knows.
 * Asked when a plan is compiled, never for a row.
 *
 * @param sourceColumns columns, by {@code schema.table.column}, whose declared type is told
 * @param sourceTypes types, by {@code schema.table.type}, which are told
 */
public record SchemaRules(
    DefaultsMode defaults,
    Optional<Predicate<String>> sourceColumns,
    Optional<Predicate<String>> sourceTypes,
    NameAdjustment fieldNames) {

  /** Defaults where they cannot be taken for NULLs, no declared types, and names as they are. */
  public static final SchemaRules USUAL =
      new SchemaRules(
          DefaultsMode.REQUIRED, Optional.empty(), Optional.empty(), NameAdjustment.NONE);

  private static final String PARAMETER = "__debezium.source.column.";

  /** Tells a column's declared type in its schema, where that is wanted. */
  void describe(
      TableName table,
      Relation.Column column,
      String defaultExpression,
      Codecs codecs,
      SchemaBuilder schema) {
    boolean byName = isMeant(sourceColumns, table, column.name());
    if (!byName && sourceTypes.isEmpty()) {
      return;
    }
    codecs
        .source(column.typeOid(), column.modifier())
        .map(type -> counted(type, defaultExpression))
        .filter(type -> byName || isMeant(sourceTypes, table, type.name()))
        .ifPresent(
            type ->
                schema
                    .parameter(PARAMETER + "type", type.name().toUpperCase(Locale.ENGLISH))
                    .parameter(PARAMETER + "length", Integer.toString(type.length()))
                    .parameter(PARAMETER + "scale", Integer.toString(type.scale()))
                    .parameter(PARAMETER + "name", column.name()));
  }

  /** A number that a sequence counts is called serial. */
  private static SourceType counted(SourceType type, String defaultExpression) {
    if (defaultExpression == null || !defaultExpression.contains("nextval(")) {
      return type;
    }
    String name =
        switch (type.name()) {
          case "int2" -> "smallserial";
          case "int4" -> "serial";
          case "int8" -> "bigserial";
          default -> type.name();
        };
    return new SourceType(name, type.length(), type.scale());
  }

  private static boolean isMeant(Optional<Predicate<String>> wanted, TableName table, String name) {
    return wanted.isPresent() && wanted.get().test(table + "." + name);
  }
}
