package io.walmirror.stack.up.screen;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The terminal that this process was started from, with keys read one by one and not shown.
 *
 * <p>Whatever ends the process, a small shell beside it puts the terminal back: it waits for the
 * end of its input, which the system brings about even after a SIGKILL.
 */
public final class Terminal implements AutoCloseable {

  private static final File TTY = new File("/dev/tty");

  /** Reads until the end, then restores; takes no signal that is meant for the process above it. */
  private static final String GUARD =
      "trap '' INT TERM HUP QUIT TSTP TTOU TTIN; cat >/dev/null; stty \"$1\" </dev/tty";

  /** Columns and lines. */
  public record Size(int columns, int lines) {}

  private static final Size USUAL = new Size(100, 40);

  private final Process guard;

  private Terminal(Process guard) {
    this.guard = guard;
  }

  /** Takes the terminal over. */
  public static Terminal open() throws IOException {
    String before = stty("-g").strip();
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", GUARD, "terminal-guard", before);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process guard = builder.start();
    Terminal terminal = new Terminal(guard);
    try {
      stty("-icanon", "-echo", "min", "1", "time", "0");
      return terminal;
    } catch (IOException e) {
      terminal.close();
      throw e;
    }
  }

  /** The size as it is now. */
  public Size size() {
    try {
      String[] parts = stty("size").strip().split(" ", -1);
      int lines = Integer.parseInt(parts[0]);
      int columns = Integer.parseInt(parts[1]);
      return lines > 0 && columns > 0 ? new Size(columns, lines) : USUAL;
    } catch (IOException | RuntimeException e) {
      return USUAL;
    }
  }

  /** Puts the terminal back as it was. */
  @Override
  public void close() {
    try (OutputStream in = guard.getOutputStream()) {
      in.flush();
    } catch (IOException e) {
      // The guard is gone already, and has restored the terminal at its end.
    }
    try {
      guard.waitFor(3, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String stty(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = "stty";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command).redirectInput(TTY).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            String.format(Locale.ROOT, "stty %s: %s", arguments[0], output.strip()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the terminal was asked", e);
    }
    return output;
  }
}
