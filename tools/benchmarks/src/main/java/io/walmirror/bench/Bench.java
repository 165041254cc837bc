package io.walmirror.bench;

import io.walmirror.bench.process.ContenderFailedException;
import io.walmirror.bench.process.Profile;
import io.walmirror.bench.result.Measure;
import io.walmirror.bench.result.Summary;
import io.walmirror.bench.result.WrongResultException;
import io.walmirror.bench.sink.SinkBench;
import io.walmirror.bench.source.SourceBench;
import io.walmirror.stack.process.StackException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/** Runs what the command line asks for. */
public final class Bench {

  private static final int DONE = 0;
  private static final int WRONG = 1;
  private static final int USAGE = 2;
  private static final int UNREACHABLE = 3;

  private static final Set<String> HELP = Set.of("help", "--help", "-h");

  private final PrintStream out;
  private final PrintStream err;

  Bench(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(new Bench(System.out, System.err).run(List.of(args)));
  }

  /** The exit code. */
  int run(List<String> words) {
    if (words.size() == 1 && HELP.contains(words.get(0))) {
      out.print(BenchOptions.USAGE);
      return DONE;
    }
    try {
      BenchOptions options = BenchOptions.parse(words);
      if (options.json().isPresent()) {
        // Minutes later would be late to find that it cannot be written.
        Files.writeString(options.json().get(), "");
      }
      tell(measure(options), options);
      return DONE;
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.println();
      err.print(BenchOptions.USAGE);
      return USAGE;
    } catch (WrongResultException | ContenderFailedException e) {
      err.println("bench: " + e.getMessage());
      return WRONG;
    } catch (StackException e) {
      err.println("bench: " + e.getMessage());
      return UNREACHABLE;
    } catch (IOException e) {
      err.println("bench: the file of --json cannot be written: " + e);
      return UNREACHABLE;
    }
  }

  private Summary measure(BenchOptions options) {
    Profile profile = new Profile(options.profile());
    return switch (options.subject()) {
      case SOURCE ->
          SourceBench.run(
              new SourceBench.Plan(
                  options.rows(), options.rounds(), options.postgresVersion(), profile),
              this::progress);
      case SINK ->
          SinkBench.run(
              new SinkBench.Plan(options.rows(), options.rounds(), profile), this::progress);
    };
  }

  private void progress(String what) {
    err.println("bench: " + what);
  }

  private void tell(Summary summary, BenchOptions options) throws IOException {
    Measure server =
        switch (options.subject()) {
          case SOURCE -> Measure.WALSENDER_CPU;
          case SINK -> Measure.REDIS_CPU;
        };
    if (options.json().isPresent()) {
      Files.writeString(options.json().get(), summary.json() + "\n");
    }
    out.println(summary.json());
    out.println(summary.text(server));
  }
}
