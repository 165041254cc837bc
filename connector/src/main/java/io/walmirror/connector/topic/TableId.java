package io.walmirror.connector.topic;

import io.debezium.spi.schema.DataCollectionId;
import io.walmirror.envelope.TableName;
import java.util.List;

/** A table as a naming strategy is asked about it. */
public record TableId(TableName table) implements DataCollectionId {

  @Override
  public String identifier() {
    return table.toString();
  }

  @Override
  public List<String> parts() {
    return List.of(table.schema(), table.table());
  }

  /** The database's name is in no topic. */
  @Override
  public List<String> databaseParts() {
    return List.of(table.table());
  }

  @Override
  public List<String> schemaParts() {
    return parts();
  }

  @Override
  public String toString() {
    return identifier();
  }
}
