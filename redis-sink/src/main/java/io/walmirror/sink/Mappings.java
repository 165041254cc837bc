package io.walmirror.sink;

import io.walmirror.envelope.TableName;
import io.walmirror.sink.command.Command;
import io.walmirror.sink.command.Commands;
import io.walmirror.sink.command.DocumentCommands;
import io.walmirror.sink.command.HashCommands;
import io.walmirror.sink.command.InvalidateCommands;
import io.walmirror.sink.command.KeyOwners;
import io.walmirror.sink.command.RowDocument;
import io.walmirror.sink.command.RowKeys;
import io.walmirror.sink.config.MappingConfig;
import io.walmirror.sink.config.Selection;
import io.walmirror.sink.config.SinkConfig;
import io.walmirror.sink.row.RowOperation;
import io.walmirror.sink.row.TimeToLive;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/** The mappings of a task: which of them take a record, and what it becomes there. */
final class Mappings {

  /** One of them. */
  record Mapping(Selection selection, Optional<TimeToLive> ttl, Commands commands) {

    /** What Redis must do about the record, or nothing. */
    Optional<Command> command(SinkRecord record, RowOperation operation) {
      return commands.of(ttl.isEmpty() ? operation : ttl.get().limit(record, operation));
    }
  }

  private final List<Mapping> all;
  private final boolean ignoreUnmapped;

  Mappings(List<Mapping> all, boolean ignoreUnmapped) {
    this.all = all;
    this.ignoreUnmapped = ignoreUnmapped;
  }

  /** One mapping that takes every record. */
  static Mappings of(Commands commands) {
    return new Mappings(
        List.of(new Mapping(Selection.EVERYTHING, Optional.empty(), commands)), false);
  }

  static Mappings of(SinkConfig config) {
    KeyOwners owners = new KeyOwners();
    List<Mapping> all =
        config.mappings().mappings().stream()
            .map(each -> new Mapping(each.selection(), each.ttl(), commands(each, config, owners)))
            .toList();
    return new Mappings(all, config.mappings().ignoreUnmapped());
  }

  /** Those that take a record of this topic and table. */
  List<Mapping> of(String topic, Optional<TableName> table) {
    if (all.size() == 1 && all.get(0).selection.all()) {
      return all;
    }
    return all.stream().filter(each -> each.selection.takes(topic, table)).toList();
  }

  /** Whether one may take a record of this topic that could not be read. */
  boolean mayTake(String topic, Optional<TableName> table) {
    return all.stream()
        .map(Mapping::selection)
        .anyMatch(each -> table.isPresent() ? each.takes(topic, table) : each.mayTake(topic));
  }

  boolean ignoresUnmapped() {
    return ignoreUnmapped;
  }

  private static Commands commands(MappingConfig mapping, SinkConfig config, KeyOwners owners) {
    RowKeys keys = RowKeys.of(mapping.key(), mapping.name(), owners);
    return switch (mapping.type()) {
      case HASH ->
          new HashCommands(
              keys,
              mapping.fields(),
              mapping.values(),
              config.fence().versionField(),
              mapping.truncates());
      case STRING, JSON ->
          new DocumentCommands(
              keys,
              new RowDocument(mapping.numbers(), mapping.fields()),
              mapping.type(),
              config.fence().on(),
              mapping.truncates());
      case DELETE ->
          new InvalidateCommands(
              RowKeys.shared(mapping.key(), mapping.name(), owners), mapping.truncates());
    };
  }
}
