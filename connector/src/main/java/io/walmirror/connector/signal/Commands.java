package io.walmirror.connector.signal;

import io.walmirror.connector.snapshot.demand.SnapshotRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Understands signals; what is wrong with one is said by the name of the field, with the cure. */
public final class Commands {

  private static final Logger log = LoggerFactory.getLogger(Commands.class);

  private static final String TABLES = "data-collections";
  private static final String KIND = "type";
  private static final String CONDITIONS = "additional-conditions";
  private static final String CONDITION = "additional-condition";
  private static final String TABLE = "data-collection";
  private static final String FILTER = "filter";
  private static final String SURROGATE_KEY = "surrogate-key";
  private static final String EVERY_TABLE = ".*";

  private Commands() {}

  /** What a signal asks for. */
  public static Command of(Signal signal) throws BadSignalException {
    String type = signal.type() == null ? "" : signal.type().strip();
    return switch (type) {
      case "execute-snapshot" -> snapshot(signal);
      case "stop-snapshot" -> stop(signal);
      case "pause-snapshot" -> new Command.Pause();
      case "resume-snapshot" -> new Command.Resume();
      case "log" -> new Command.Say(message(signal));
      case "schema-changes" ->
          throw new BadSignalException(
              KIND, "schema-changes is not needed here: a table's shape comes with the stream");
      case "snapshot-window-open", "snapshot-window-close" ->
          throw new BadSignalException(
              KIND, type + " is Debezium's own mark in its signal table and asks for nothing here");
      case "" ->
          throw new BadSignalException(KIND, "is missing; it says what to do: execute-snapshot, …");
      default ->
          throw new BadSignalException(
              KIND,
              type
                  + " is unknown; there are execute-snapshot, stop-snapshot, pause-snapshot,"
                  + " resume-snapshot and log");
    };
  }

  private static Command snapshot(Signal signal) throws BadSignalException {
    Map<String, Object> data = Json.object("data", signal.data());
    List<String> tables = patterns(TABLES, data.get(TABLES));
    if (tables.isEmpty()) {
      throw new BadSignalException(
          TABLES,
          "is missing or empty; name the tables by regular expressions for schema.table, such as"
              + " [\"public\\\\.orders\"]");
    }
    if (data.get(SURROGATE_KEY) != null) {
      log.info("{}: {} changes nothing here: ranges are the primary key's", signal, SURROGATE_KEY);
    }
    return new Command.Snapshot(
        new SnapshotRequest(signal.id(), kind(data), tables, conditions(data)));
  }

  private static Command stop(Signal signal) throws BadSignalException {
    boolean none = signal.data() == null || signal.data().isBlank() || signal.data().equals("null");
    Map<String, Object> data = none ? Map.of() : Json.object("data", signal.data());
    kind(data);
    return new Command.Stop(patterns(TABLES, data.get(TABLES)));
  }

  private static String message(Signal signal) throws BadSignalException {
    Object message = Json.object("data", signal.data()).get("message");
    if (message == null) {
      throw new BadSignalException("message", "is missing; it is what is written to the log");
    }
    return message.toString();
  }

  private static SnapshotRequest.Kind kind(Map<String, Object> data) throws BadSignalException {
    Object kind = data.get(KIND);
    String word = kind == null ? "" : kind.toString().strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "", "incremental" -> SnapshotRequest.Kind.INCREMENTAL;
      case "blocking" -> SnapshotRequest.Kind.BLOCKING;
      default -> throw new BadSignalException(KIND, "must be incremental or blocking, in any case");
    };
  }

  private static Map<String, String> conditions(Map<String, Object> data)
      throws BadSignalException {
    Map<String, String> conditions = new LinkedHashMap<>();
    Object each = data.get(CONDITIONS);
    if (each != null && !(each instanceof List<?>)) {
      throw new BadSignalException(
          CONDITIONS, "must be a list of {\"data-collection\": …, \"filter\": …}");
    }
    if (each instanceof List<?> list) {
      for (Object element : list) {
        condition(element, conditions);
      }
    }
    if (data.get(CONDITION) instanceof String old && !old.isBlank()) {
      conditions.putIfAbsent(EVERY_TABLE, filter(CONDITION, old));
    }
    return conditions;
  }

  private static void condition(Object element, Map<String, String> conditions)
      throws BadSignalException {
    if (!(element instanceof Map<?, ?> condition)
        || !(condition.get(TABLE) instanceof String table)
        || !(condition.get(FILTER) instanceof String filter)) {
      throw new BadSignalException(
          CONDITIONS, "must hold objects with the texts data-collection and filter");
    }
    String pattern = pattern(CONDITIONS, table);
    if (conditions.putIfAbsent(pattern, filter(FILTER, filter)) != null) {
      throw new BadSignalException(
          CONDITIONS, "has two filters for " + pattern + "; join them with AND or OR");
    }
  }

  private static String filter(String field, String filter) throws BadSignalException {
    String condition = filter.strip();
    if (condition.isEmpty()) {
      throw new BadSignalException(field, "is empty; leave it out to read every row");
    }
    if (condition.regionMatches(true, 0, "select ", 0, 7)) {
      throw new BadSignalException(
          field, "is a whole SELECT; write only what stands behind WHERE in it");
    }
    return condition;
  }

  private static List<String> patterns(String field, Object value) throws BadSignalException {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      throw new BadSignalException(
          field, "must be a list of texts, such as [\"public\\\\.orders\"]");
    }
    List<String> patterns = new ArrayList<>();
    for (Object each : list) {
      patterns.add(pattern(field, each.toString()));
    }
    return patterns.stream().filter(pattern -> !pattern.isEmpty()).distinct().toList();
  }

  /** A regular expression; the double quotes around names that Debezium wants are not of it. */
  private static String pattern(String field, String text) throws BadSignalException {
    String pattern = text.strip().replace("\"", "");
    try {
      Pattern.compile(pattern);
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new BadSignalException(
          field,
          "has "
              + pattern
              + ", which is no regular expression: "
              + e.getDescription()
              + " near index "
              + e.getIndex());
    }
  }
}
