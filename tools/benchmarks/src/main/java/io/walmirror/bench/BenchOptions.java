package io.walmirror.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param postgresVersion empty for the one that the build fetched
 * @param json where the JSON line goes too
 * @param profile the folder for flight recordings
 */
record BenchOptions(
    Subject subject,
    int rows,
    int rounds,
    String postgresVersion,
    Optional<Path> json,
    Optional<Path> profile) {

  static final String USAGE =
      """
      usage: ./walmirror bench source|sink [options]

        source   drains a backlog of row changes through Connect's SourceTask API: Walmirror's
                 connector, Debezium's (the peer), and the PostgreSQL driver that reads the bytes
                 and throws them away (the floor)
        sink     writes rows to Redis through Connect's SinkTask API, five times each: Walmirror's
                 sink with its fence, and without it, as plain HSET (the floor)

        --rows N               row changes in the backlog (default 1000000), or rows that are
                               written in each of the five passes (default 200000)
        --rounds N             how often each contender runs (default 3); medians are told
        --quick                small numbers, to see whether it runs: they measure nothing
        --json FILE            write the JSON line to a file too
        --profile FOLDER       a flight recording (.jfr) of each contender in each round
        --postgres-version V   14 to 18; the build must have fetched it

      One line of JSON and one to read go to standard output, all else to standard error.
      Ends with 0 done, 1 a contender did something wrong, 2 wrong usage, 3 something needed could
      not be started or reached, 130 interrupted.
      """;

  private static final int ROUNDS = 3;
  private static final int MOST_ROWS = 100_000_000;

  static BenchOptions parse(List<String> words) {
    Deque<String> left = new ArrayDeque<>(words);
    if (left.isEmpty()) {
      throw new UsageException("say what to measure: source or sink");
    }
    Subject subject = subject(left.pop());
    boolean quick = false;
    Map<String, String> values = new HashMap<>();
    while (!left.isEmpty()) {
      String word = left.pop();
      switch (word) {
        case "--quick" -> quick = true;
        case "--rows", "--rounds", "--json", "--profile", "--postgres-version" -> {
          if (left.isEmpty()) {
            throw new UsageException(word + " needs a value");
          }
          values.put(word, left.pop());
        }
        default -> throw new UsageException("\"" + word + "\" is not understood");
      }
    }
    return new BenchOptions(
        subject,
        number(values, "--rows", subject.rows(quick), MOST_ROWS),
        number(values, "--rounds", quick ? 1 : ROUNDS, 100),
        values.getOrDefault("--postgres-version", ""),
        Optional.ofNullable(values.get("--json")).map(Path::of),
        Optional.ofNullable(values.get("--profile")).map(Path::of));
  }

  private static Subject subject(String word) {
    for (Subject each : Subject.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw new UsageException("\"" + word + "\" is nothing that can be measured: source or sink");
  }

  private static int number(Map<String, String> values, String name, int usual, int most) {
    String value = values.get(name);
    if (value == null) {
      return usual;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw outOfRange(name, most);
    }
    throw outOfRange(name, most);
  }

  private static UsageException outOfRange(String name, int most) {
    return new UsageException(name + " is a whole number from 1 to " + most);
  }
}
