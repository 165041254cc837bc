package io.walmirror.connector.snapshot.demand;

import io.walmirror.connector.snapshot.demand.SnapshotRequest.Kind;
import io.walmirror.envelope.TableName;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.DataException;

/**
 * What Connect stores of the snapshots that were asked for.
 *
 * @param generation of which the places reached are
 * @param commands the number of the last command that is in it
 * @param number the largest number that a row was given
 * @param sweeps tables that were read, and have to be swept yet
 * @param written how far the records of the table are in Kafka that is read now
 */
public record StoredDemand(
    long generation,
    long commands,
    long number,
    boolean paused,
    List<OpenRequest> open,
    List<Sweeps.Due> sweeps,
    String written) {

  private static final String GENERATION = "wm_generation";
  private static final String COMMANDS = "wm_commands";
  private static final String NUMBER = "wm_number";
  private static final String PAUSED = "wm_paused";
  private static final String REQUESTS = "wm_requests";
  private static final String SWEEPS = "wm_sweeps";
  private static final String WRITTEN = "wm_written";

  private static final String EMPTY = "~";

  public StoredDemand {
    open = List.copyOf(open);
    sweeps = List.copyOf(sweeps);
  }

  /** What is stored, as the map that Connect keeps. */
  Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(GENERATION, generation);
    map.put(COMMANDS, commands);
    map.put(NUMBER, number);
    map.put(PAUSED, paused);
    map.put(REQUESTS, open.stream().map(StoredDemand::text).collect(Collectors.joining("\n")));
    map.put(SWEEPS, sweeps.stream().map(StoredDemand::text).collect(Collectors.joining("\n")));
    map.put(WRITTEN, written);
    return map;
  }

  /** The command that this says to be stored; -1 where it says none. */
  public static long commands(Map<String, ?> offset) {
    return offset != null && offset.get(COMMANDS) instanceof Number number
        ? number.longValue()
        : -1;
  }

  /** What is stored; nothing where it cannot be read. */
  public static Optional<StoredDemand> read(Map<String, ?> offset) {
    if (offset != null
        && offset.get(GENERATION) instanceof Number generation
        && offset.get(COMMANDS) instanceof Number commands
        && offset.get(NUMBER) instanceof Number number
        && offset.get(PAUSED) instanceof Boolean paused
        && offset.get(REQUESTS) instanceof String requests
        && offset.get(SWEEPS) instanceof String sweeps
        && offset.get(WRITTEN) instanceof String written) {
      try {
        return Optional.of(
            new StoredDemand(
                generation.longValue(),
                commands.longValue(),
                number.longValue(),
                paused,
                requests.lines().map(StoredDemand::open).toList(),
                sweeps.lines().map(StoredDemand::due).toList(),
                written));
      } catch (IllegalArgumentException | IndexOutOfBoundsException | DataException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static String text(OpenRequest open) {
    SnapshotRequest request = open.request();
    List<String> conditions = new ArrayList<>();
    request.conditions().forEach((table, rows) -> conditions.add(coded(table) + "=" + coded(rows)));
    return String.join(
        " ",
        coded(request.id()),
        request.kind().name(),
        list(request.tables()),
        conditions.isEmpty() ? EMPTY : String.join(",", conditions),
        list(open.without()),
        open.reached().map(StoredDemand::text).orElse(EMPTY));
  }

  private static OpenRequest open(String line) {
    String[] words = line.split(" ", -1);
    Map<String, String> conditions = new LinkedHashMap<>();
    if (!words[3].equals(EMPTY)) {
      for (String each : words[3].split(",", -1)) {
        String[] sides = each.split("=", -1);
        conditions.put(decoded(sides[0]), decoded(sides[1]));
      }
    }
    return new OpenRequest(
        new SnapshotRequest(decoded(words[0]), Kind.valueOf(words[1]), texts(words[2]), conditions),
        texts(words[4]),
        words[5].equals(EMPTY) ? Optional.empty() : Optional.of(reached(words[5])));
  }

  private static String text(Sweeps.Due due) {
    return due.table().text() + " " + due.since().text() + " " + due.end() + " " + due.written();
  }

  private static Sweeps.Due due(String line) {
    String[] words = line.split(" ", 4);
    return new Sweeps.Due(
        TableName.parse(words[0]), Since.parse(words[1]), Long.parseLong(words[2]), words[3]);
  }

  private static String text(Reached reached) {
    return String.join(
        "/",
        reached.table().text(),
        Boolean.toString(reached.done()),
        reached.leaf().text(),
        list(reached.key()),
        Long.toString(reached.rows()),
        Long.toString(reached.chunks()),
        reached.since().text(),
        coded(reached.form()));
  }

  private static Reached reached(String text) {
    String[] parts = text.split("/", -1);
    return new Reached(
        TableName.parse(parts[0]),
        Boolean.parseBoolean(parts[1]),
        TableName.parse(parts[2]),
        texts(parts[3]),
        Long.parseLong(parts[4]),
        Long.parseLong(parts[5]),
        Since.parse(parts[6]),
        decoded(parts[7]));
  }

  private static String list(List<String> texts) {
    return texts.isEmpty()
        ? EMPTY
        : texts.stream().map(StoredDemand::coded).collect(Collectors.joining(","));
  }

  private static List<String> texts(String list) {
    return list.equals(EMPTY)
        ? List.of()
        : Arrays.stream(list.split(",", -1)).map(StoredDemand::decoded).toList();
  }

  private static String coded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
