package io.walmirror.stack.up;

import io.walmirror.stack.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** The numbered lines of a start, each with the time it took. Safe for use by several threads. */
final class Steps implements Progress {

  private static final Map<String, String> NAMES =
      Map.of(
          "postgres", "PostgreSQL", "redis", "Redis", "kafka", "Kafka", "connect", "Kafka Connect");

  private final PrintStream out;
  private int number;

  Steps(PrintStream out) {
    this.out = out;
  }

  @Override
  public void starting(String server) {}

  @Override
  public void started(String server, String address, Duration took) {
    done(NAMES.getOrDefault(server, server) + " serves at " + address, took);
  }

  /** Does something and says that it is done. */
  <T> T step(String what, Callable<T> work) throws Exception {
    long began = System.nanoTime();
    T result = work.call();
    done(what, Duration.ofNanos(System.nanoTime() - began));
    return result;
  }

  synchronized void done(String what, Duration took) {
    number++;
    out.printf(Locale.ROOT, "%2d. %-62s %5.1f s%n", number, what, took.toMillis() / 1000.0);
    out.flush();
  }

  /** A line of its own between the numbered ones. */
  synchronized void say(String line) {
    out.println(line);
    out.flush();
  }
}
