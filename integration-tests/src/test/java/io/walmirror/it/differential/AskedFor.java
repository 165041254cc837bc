package io.walmirror.it.differential;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Signals that are given at once, as Debezium documents them.
 *
 * @param kind what the page of differences calls it
 * @param inTable whether they are rows of the signal table, in one transaction, or records
 * @param end the type of the last notification
 */
record AskedFor(String kind, boolean inTable, String end, List<Signal> signals) {

  /** The members of a signal; data is JSON. */
  record Signal(String id, String type, String data) {

    String json() {
      return "{\"id\": \"" + id + "\", \"type\": \"" + type + "\", \"data\": " + data + "}";
    }

    private String row() {
      return "('" + id + "', '" + type + "', '" + data + "')";
    }
  }

  static final List<AskedFor> ALL =
      List.of(
          new AskedFor("incremental", true, "COMPLETED", List.of(read("s1", "a", "b"))),
          new AskedFor("missing", false, "COMPLETED", List.of(read("s2", "a", "none"))),
          new AskedFor(
              "condition",
              false,
              "COMPLETED",
              List.of(
                  new Signal(
                      "s3",
                      "execute-snapshot",
                      "{\"data-collections\": [\"public.b\"], \"type\": \"INCREMENTAL\","
                          + " \"additional-conditions\": [{\"data-collection\": \"public.b\","
                          + " \"filter\": \"id > 5\"}]}"))),
          new AskedFor("empty", true, "COMPLETED", List.of(read("s4", "hollow"))),
          new AskedFor("keyless", false, "COMPLETED", List.of(read("s5", "keyless"))),
          new AskedFor(
              "paused",
              true,
              "COMPLETED",
              List.of(
                  read("s6", "a"),
                  new Signal("s6p", "pause-snapshot", "{\"type\": \"incremental\"}"),
                  new Signal("s6r", "resume-snapshot", "{\"type\": \"incremental\"}"))),
          new AskedFor(
              "stopped",
              true,
              "ABORTED",
              List.of(
                  read("s7", "a"), new Signal("s7x", "stop-snapshot", data("incremental", "a")))),
          new AskedFor(
              "blocking",
              false,
              "COMPLETED",
              List.of(new Signal("s8", "execute-snapshot", data("blocking", "b", "hollow")))));

  private static Signal read(String id, String... tables) {
    return new Signal(id, "execute-snapshot", data("incremental", tables));
  }

  private static String data(String kind, String... tables) {
    return "{\"data-collections\": ["
        + List.of(tables).stream()
            .map(table -> "\"public." + table + "\"")
            .collect(Collectors.joining(", "))
        + "], \"type\": \""
        + kind
        + "\"}";
  }

  String insert(String table) {
    return "INSERT INTO "
        + table
        + " VALUES "
        + signals.stream().map(Signal::row).collect(Collectors.joining(", "));
  }

  List<String> ids() {
    return signals.stream().map(Signal::id).toList();
  }
}
