package io.walmirror.bench.process;

import io.walmirror.bench.result.Numbers;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A contender's end of what connects its process with the bench: settings come in, numbers go out,
 * and then it stays as it is until the bench has read what the server used. A contender whose bench
 * is gone ends at once.
 */
public final class ContenderPipe {

  private static final int BENCH_IS_GONE = 3;

  /** Begins the lines that are meant for the bench: the Java itself prints lines too. */
  static final String MARK = "bench:";

  static final String END = MARK + "end";

  private final PrintStream out;
  private final Map<String, String> settings;
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean reported;

  private ContenderPipe(PrintStream out, Map<String, String> settings) {
    this.out = out;
    this.settings = settings;
  }

  /** Takes standard input and output; what anybody else prints goes to standard error. */
  public static ContenderPipe open() throws IOException {
    PrintStream stdout = System.out;
    System.setOut(System.err);
    DataInputStream in = new DataInputStream(System.in);
    Map<String, String> settings = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      settings.put(in.readUTF(), in.readUTF());
    }
    ContenderPipe pipe = new ContenderPipe(stdout, Map.copyOf(settings));
    Thread watch = new Thread(() -> pipe.watch(in), "bench-watch");
    watch.setDaemon(true);
    watch.start();
    return pipe;
  }

  /** A setting that must be there. */
  public String setting(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the bench sent no setting " + name);
    }
    return value;
  }

  public int number(String name) {
    return Integer.parseInt(setting(name));
  }

  /** The settings whose names begin so, without that beginning. */
  public Map<String, String> settings(String prefix) {
    Map<String, String> some = new HashMap<>();
    settings.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            some.put(name.substring(prefix.length()), value);
          }
        });
    return some;
  }

  /** Tells the bench, and waits until it has seen enough. */
  public void report(Numbers numbers) throws InterruptedException {
    reported = true;
    numbers.byName().forEach((name, value) -> out.println(MARK + name + "=" + value));
    out.println(END);
    out.flush();
    released.await();
  }

  private void watch(DataInputStream in) {
    try {
      while (in.read() >= 0) {
        // The bench says nothing more; it closes the pipe.
      }
    } catch (IOException e) {
      // As good as closed.
    }
    if (!reported) {
      Runtime.getRuntime().halt(BENCH_IS_GONE);
    }
    released.countDown();
  }
}
