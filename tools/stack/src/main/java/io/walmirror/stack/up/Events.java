package io.walmirror.stack.up;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** What happened lately, as lines with their time. Safe for use by several threads. */
final class Events {

  private static final int KEPT = 8;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private final Deque<String> lines = new ArrayDeque<>();
  private final Consumer<String> listener;

  /**
   * @param listener is told each line at once
   */
  Events(Consumer<String> listener) {
    this.listener = listener;
  }

  synchronized void add(String text) {
    String line = CLOCK.format(Instant.now()) + "  " + text;
    lines.addLast(line);
    if (lines.size() > KEPT) {
      lines.removeFirst();
    }
    listener.accept(line);
  }

  synchronized List<String> latest() {
    return List.copyOf(lines);
  }
}
