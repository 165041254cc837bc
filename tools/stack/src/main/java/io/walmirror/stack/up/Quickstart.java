package io.walmirror.stack.up;

import io.walmirror.stack.up.mirror.MirrorCheck;
import io.walmirror.stack.up.shop.ShopTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The connectors of {@code config-examples/quickstart}, in the order in which they are posted. */
record Quickstart(ConnectorFile source, List<ConnectorFile> sinks) {

  /** The field of a hash that is Walmirror's own. */
  static final String VERSION_FIELD = "_v";

  private static final String TABLE = "${table}";

  Quickstart {
    sinks = List.copyOf(sinks);
  }

  static Quickstart read(Home home) {
    return new Quickstart(
        ConnectorFile.read(home.examples().resolve("source.json")),
        List.of(
            ConnectorFile.read(home.examples().resolve("redis.json")),
            ConnectorFile.read(home.examples().resolve("redis-flat.json"))));
  }

  List<ConnectorFile> connectors() {
    List<ConnectorFile> all = new ArrayList<>();
    all.add(source);
    all.addAll(sinks);
    return all;
  }

  String slot() {
    return source.config().get("slot.name");
  }

  String publication() {
    return source.config().get("publication.name");
  }

  String topicPrefix() {
    return source.config().get("topic.prefix");
  }

  /** What a worker has to have installed. */
  List<String> pluginClasses() {
    List<String> classes = new ArrayList<>();
    connectors().forEach(file -> classes.add(file.connectorClass()));
    connectors().stream()
        .map(file -> Optional.ofNullable(file.config().get("transforms.flatten.type")))
        .forEach(type -> type.ifPresent(classes::add));
    return classes.stream().distinct().toList();
  }

  /** The keyspaces' names, with {@code ${table}} in them. */
  List<String> keyspaceTemplates() {
    return sinks.stream().flatMap(sink -> sink.keyspace().stream()).toList();
  }

  static String keyspace(String template, ShopTable table) {
    return template.replace(TABLE, table.sqlName());
  }

  /** All keyspaces of all tables. */
  List<String> keyspaces() {
    return keyspaceTemplates().stream()
        .flatMap(
            template -> Arrays.stream(ShopTable.values()).map(table -> keyspace(template, table)))
        .toList();
  }

  /** What the check compares. */
  List<MirrorCheck.Subject> subjects() {
    return Arrays.stream(ShopTable.values())
        .map(
            table ->
                new MirrorCheck.Subject(
                    table.sqlName(),
                    keyspaceTemplates().stream().map(each -> keyspace(each, table)).toList()))
        .toList();
  }
}
