package io.walmirror.stack.up;

import io.walmirror.stack.process.StackException;
import io.walmirror.stack.up.running.ExitCode;
import io.walmirror.stack.up.running.RunningFile;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * {@code ./walmirror up}: a real PostgreSQL, Kafka, Connect and Redis, a shop that changes, and
 * whether Redis equals PostgreSQL.
 */
public final class Up {

  private static final int LOG_LINES = 15;

  private final PrintStream out;
  private final PrintStream err;
  private final Home home;
  private final Ending ending;

  private Up(PrintStream out, PrintStream err, Home home, Ending ending) {
    this.out = out;
    this.err = err;
    this.home = home;
    this.ending = ending;
  }

  public static void main(String[] words) {
    Ending ending = Ending.onSignals();
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    int code = new Up(out, err, Home.fromProperties(), ending).run(List.of(words));
    ending.cleaned();
    System.exit(code);
  }

  private int run(List<String> words) {
    if (words.contains("--help") || words.contains("-h")) {
      out.print(Usage.text());
      out.flush();
      return ExitCode.DONE;
    }
    try {
      Options options = OptionParser.parse(words, System.getenv());
      run(options);
      return ExitCode.DONE;
    } catch (UpException e) {
      return fail(e.exitCode(), e.getMessage());
    } catch (StackException e) {
      return fail(ExitCode.UNREACHABLE, e.getMessage());
    } catch (InterruptedException e) {
      return fail(ExitCode.UNREACHABLE, "interrupted");
    } catch (Exception e) {
      return fail(ExitCode.UNREACHABLE, "up ended: " + e);
    }
  }

  private void run(Options options) throws Exception {
    RunningFile file = new RunningFile(home.runningFile());
    if (!options.once()) {
      refuseSecond(file);
    }
    SavedLogs.forget(home.savedLogs());
    long began = System.nanoTime();
    Steps steps = new Steps(out);
    try (Session session = Session.open(options, home, steps, ending)) {
      steps.say("    ready after " + Texts.duration(Duration.ofNanos(System.nanoTime() - began)));
      steps.say("");
      if (options.once()) {
        once(session, options, steps);
      } else {
        boolean terminal = Boolean.getBoolean("walmirror.terminal") && !options.plain();
        new LiveRun(session, options, ending, out).run(terminal, file);
      }
    }
  }

  private void once(Session session, Options options, Steps steps) throws Exception {
    try {
      new OnceRun(session, options, steps).run();
    } catch (Exception e) {
      SavedLogs.save(session.services().logs(), home.savedLogs());
      throw e;
    }
  }

  private static void refuseSecond(RunningFile file) throws IOException {
    file.read()
        .ifPresent(
            running -> {
              throw new UpException(
                  ExitCode.UNREACHABLE,
                  "./walmirror up runs here already (process "
                      + running.pid()
                      + ", Connect at "
                      + running.connect()
                      + ").\nEnd it with q in its terminal, or: kill "
                      + running.pid());
            });
  }

  private int fail(int code, String message) {
    if (ending.isBySignal()) {
      return code;
    }
    err.println();
    err.println(message);
    if (code != ExitCode.USAGE) {
      List<String> end = SavedLogs.end(home.savedLogs(), "connect", LOG_LINES);
      if (!end.isEmpty()) {
        err.println();
        err.println("The end of " + home.savedLogs().resolve("connect.log") + ":");
        end.forEach(line -> err.println("  " + line));
        err.println("The other servers' logs are beside it.");
      }
    }
    return code;
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
