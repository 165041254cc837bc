package io.walmirror.connector.convert;

import io.debezium.spi.converter.RelationalColumn;
import io.walmirror.connector.catalog.DeclaredType;
import io.walmirror.envelope.TableName;
import java.util.OptionalInt;

/** A column as a converter is asked about it. */
record DeclaredColumn(TableName table, String name, DeclaredType type, boolean isOptional)
    implements RelationalColumn {

  @Override
  public String dataCollection() {
    return table.toString();
  }

  @Override
  public int jdbcType() {
    return type.jdbcType();
  }

  @Override
  public int nativeType() {
    return type.oid();
  }

  @Override
  public String typeName() {
    return type.name();
  }

  @Override
  public String typeExpression() {
    return type.expression();
  }

  @Override
  public OptionalInt length() {
    return type.length() < 0 ? OptionalInt.empty() : OptionalInt.of(type.length());
  }

  @Override
  public OptionalInt scale() {
    return OptionalInt.of(type.scale());
  }

  /** The stream has no defaults, and the catalog's are those of now. */
  @Override
  public Object defaultValue() {
    return null;
  }

  @Override
  public boolean hasDefaultValue() {
    return false;
  }
}
