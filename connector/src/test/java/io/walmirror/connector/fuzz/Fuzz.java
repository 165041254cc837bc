package io.walmirror.connector.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/**
 * Feeds a reader with bytes and notes what it must never do: fail otherwise than by its own
 * refusals, take longer than it may, or take more memory than the bytes are worth. Time is the
 * thread's own, so that a busy machine does not matter. Used by one thread.
 */
public final class Fuzz {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int KEPT = 5;

  private final Predicate<RuntimeException> refusal;
  private final Limits limits;
  private final List<String> findings = new ArrayList<>();
  private long inputs;
  private long refused;
  private long mostNanos;
  private long mostBytes;

  /** What reads the bytes: its answer, or one of its refusals. */
  public interface Reading {
    Object of(byte[] input);
  }

  /** The longest that one input may take, and the memory it may take beside so much for a byte. */
  public record Limits(Duration time, long bytes, long bytesPerByte) {}

  public Fuzz(Predicate<RuntimeException> refusal, Limits limits) {
    this.refusal = refusal;
    this.limits = limits;
  }

  public void feed(String what, byte[] input, Reading reading) {
    inputs++;
    Outcome outcome = measured(input, reading);
    if (outcome.failure == null && outcome.exceeds(limits, input) != null) {
      // Once more: the first use of a piece of code loads it, which is no property of the input.
      outcome = measured(input, reading);
    }
    if (outcome.refused) {
      refused++;
    }
    mostNanos = Math.max(mostNanos, outcome.nanos);
    mostBytes = Math.max(mostBytes, outcome.bytes);
    String finding = outcome.failure == null ? outcome.exceeds(limits, input) : outcome.failure;
    if (finding != null && findings.size() < KEPT) {
      findings.add(what + " " + finding + ": " + HexFormat.of().formatHex(input));
    }
  }

  private Outcome measured(byte[] input, Reading reading) {
    String failure = null;
    boolean refusedIt = false;
    long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
    long before = THREADS.getCurrentThreadCpuTime();
    try {
      if (reading.of(input) == null) {
        failure = "answers null";
      }
    } catch (RuntimeException e) {
      refusedIt = refusal.test(e);
      failure = refusedIt ? null : "fails with " + e + first(e);
    } catch (OutOfMemoryError | StackOverflowError e) {
      failure = "fails with " + e;
    }
    long nanos = THREADS.getCurrentThreadCpuTime() - before;
    return new Outcome(
        failure, refusedIt, nanos, THREADS.getCurrentThreadAllocatedBytes() - bytesBefore);
  }

  private record Outcome(String failure, boolean refused, long nanos, long bytes) {

    /** Which limit was not kept; null for none. */
    String exceeds(Limits limits, byte[] input) {
      if (nanos > limits.time.toNanos()) {
        return "takes " + nanos / 1000 + " µs";
      }
      return bytes > limits.bytes + limits.bytesPerByte * input.length
          ? "takes " + bytes + " bytes of memory for " + input.length
          : null;
    }
  }

  /** What was found, the first few of it. */
  public List<String> findings() {
    return List.copyOf(findings);
  }

  public long inputs() {
    return inputs;
  }

  public long refused() {
    return refused;
  }

  /** How it went, in a line. */
  public String summary() {
    return String.format(
        "%,d inputs, %,d refused; at most %,d µs and %,d bytes each",
        inputs, refused, mostNanos / 1000, mostBytes);
  }

  private static String first(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }
}
