package io.walmirror.stack.up;

import io.walmirror.stack.up.running.RunningFile;
import io.walmirror.stack.up.screen.Panel;
import io.walmirror.stack.up.screen.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code up} while it is up: the shop changes, everything is watched, keys do what they say. */
final class LiveRun {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
  private static final int REFRESH_MILLIS = 250;
  private static final int SUMMARY_MILLIS = 5000;
  private static final int RESIZE_EVERY = 8;

  private final Session session;
  private final Options options;
  private final Ending ending;
  private final PrintStream out;
  private final AtomicBoolean firstOrderSeen = new AtomicBoolean();
  private final AtomicBoolean showsHelp = new AtomicBoolean();

  LiveRun(Session session, Options options, Ending ending, PrintStream out) {
    this.session = session;
    this.options = options;
    this.ending = ending;
    this.out = out;
  }

  /** Runs until the end is asked for. */
  void run(boolean terminal, RunningFile file) throws Exception {
    Events events = new Events(terminal ? line -> {} : this::print);
    Healing healing = new Healing(events);
    file.write(session.services().running());
    try (FaultRunner faults = new FaultRunner(Faults.of(session), events, healing)) {
      Guide.lines(session.services(), session.quickstart()).forEach(this::print);
      print("");
      try (Watch watch = Watch.start(session, options, events, healing, this::orderSeen)) {
        if (terminal) {
          refresh(watch, faults);
        } else {
          summarize(watch);
        }
      }
    } finally {
      file.remove();
    }
  }

  private void refresh(Watch watch, FaultRunner faults) throws IOException, InterruptedException {
    try (Terminal terminal = Terminal.open()) {
      Keyboard.listen(System.in, key -> press((char) key, faults));
      Terminal.Size size = terminal.size();
      Panel panel = new Panel(out);
      int turns = 0;
      while (!firstOrderSeen.get() && turns < 40 && !ending.await(REFRESH_MILLIS)) {
        turns++;
      }
      while (true) {
        boolean ends = ending.await(0);
        panel.show(coloured(Dashboard.lines(watch.observe(), foot(faults))), size);
        if (ends || ending.await(REFRESH_MILLIS)) {
          return;
        }
        if (++turns % RESIZE_EVERY == 0) {
          size = terminal.size();
        }
      }
    }
  }

  private void summarize(Watch watch) throws InterruptedException {
    while (!ending.await(SUMMARY_MILLIS)) {
      print(CLOCK.format(Instant.now()).substring(0, 8) + "  " + Summary.line(watch.observe()));
    }
  }

  private void press(char key, FaultRunner faults) {
    switch (key) {
      case 'q', 'Q', '\u0004' -> ending.ask();
      case 'h', 'H', '?' -> showsHelp.set(!showsHelp.get());
      default -> faults.press(key);
    }
  }

  private List<String> foot(FaultRunner faults) {
    List<String> foot = new ArrayList<>();
    StringBuilder keys = new StringBuilder();
    for (Fault fault : faults.faults()) {
      keys.append(fault.key()).append("  ").append(fault.label()).append("    ");
    }
    foot.add(keys + "h  help    q  quit");
    if (showsHelp.get()) {
      foot.add("");
      foot.add("keys       in Redis, of the table; equal: field by field what PostgreSQL prints");
      foot.add("commit     from COMMIT's answer to the first look that finds the order's key");
      foot.add("lag        how long the oldest order waits that is not in Redis yet");
      foot.add("snapshot   s: a signal asks the source to read all rows again, while they change");
      foot.add("WAL kept   what PostgreSQL may not forget before the source confirms it");
      Guide.lines(session.services(), session.quickstart()).forEach(foot::add);
    }
    return foot;
  }

  private void orderSeen(Instant at, Duration took) {
    if (firstOrderSeen.compareAndSet(false, true)) {
      print(headline(at, took));
    }
  }

  static String headline(Instant at, Duration took) {
    return "An order was committed at "
        + CLOCK.format(at)
        + " and could be read in Redis "
        + took.toMillis()
        + " ms later.";
  }

  private static List<String> coloured(List<String> lines) {
    return Optional.ofNullable(System.getenv("NO_COLOR")).filter(v -> !v.isEmpty()).isPresent()
        ? lines
        : lines.stream().map(LiveRun::coloured).toList();
  }

  private static String coloured(String line) {
    return line.replace("NO,", "\u001b[31;1mNO,\u001b[0m")
        .replace("failed", "\u001b[31;1mfailed\u001b[0m")
        .replace("yes", "\u001b[32myes\u001b[0m");
  }

  private void print(String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
