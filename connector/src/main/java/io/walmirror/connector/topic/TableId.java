package io.walmirror.connector.topic;

import io.debezium.spi.schema.DataCollectionId;
import io.walmirror.envelope.TableName;
import java.util.Arrays;
import java.util.List;

/**
 * A table as a naming strategy is asked about it. Where other databases have a name of their own,
 * Debezium's PostgreSQL connector has null.
 */
public record TableId(TableName table) implements DataCollectionId {

  @Override
  public String identifier() {
    return table.toString();
  }

  @Override
  public List<String> parts() {
    return Arrays.asList(null, table.schema(), table.table());
  }

  @Override
  public List<String> databaseParts() {
    return Arrays.asList(null, table.table());
  }

  @Override
  public List<String> schemaParts() {
    return List.of(table.schema(), table.table());
  }

  @Override
  public String toString() {
    return identifier();
  }
}
