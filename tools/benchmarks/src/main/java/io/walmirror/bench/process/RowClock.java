package io.walmirror.bench.process;

import com.sun.management.OperatingSystemMXBean;
import io.walmirror.bench.result.Measure;
import io.walmirror.bench.result.Numbers;
import java.lang.management.ManagementFactory;

/**
 * Times rows as they pass, and the CPU that this process uses meanwhile. It can be stopped while
 * rows are made ready. For one thread.
 */
public final class RowClock {

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long expected;
  private final Moment start;
  private Span pauses = Span.NONE;
  private Moment paused;
  private Moment first;
  private Moment half;
  private Moment last;

  private RowClock(long expected) {
    this.expected = expected;
    this.start = Moment.now(0, Span.NONE);
  }

  /** Begins now, for that many rows. */
  public static RowClock start(long expected) {
    return new RowClock(expected);
  }

  /** So many rows have passed by now. */
  public void passed(long rows) {
    if (first == null && rows > 0) {
      first = Moment.now(rows, pauses);
    }
    if (half == null && rows >= expected / 2) {
      half = Moment.now(rows, pauses);
    }
    if (last == null && rows >= expected) {
      last = Moment.now(rows, pauses);
    }
  }

  /** What happens until {@link #resume()} is neither timed nor charged. */
  public void pause() {
    paused = Moment.now(0, Span.NONE);
  }

  public void resume() {
    Moment now = Moment.now(0, Span.NONE);
    pauses =
        new Span(
            pauses.nanos + now.nanos - paused.nanos,
            pauses.cpuNanos + now.cpuNanos - paused.cpuNanos);
  }

  /** What was measured, once all rows have passed. */
  public Numbers numbers() {
    if (last == null) {
      throw new IllegalStateException("not all " + expected + " rows have passed");
    }
    return Numbers.none()
        .with(Measure.START, (first.nanos - start.nanos) / 1e6)
        .with(Measure.ROWS_PER_SECOND, first.rowsPerSecond(last))
        .with(Measure.LATE_ROWS_PER_SECOND, half.rowsPerSecond(last))
        .with(Measure.CLIENT_CPU, start.cpuMicrosPerRow(last))
        .with(Measure.LATE_CLIENT_CPU, half.cpuMicrosPerRow(last));
  }

  private record Span(long nanos, long cpuNanos) {
    static final Span NONE = new Span(0, 0);
  }

  private record Moment(long rows, long nanos, long cpuNanos) {

    static Moment now(long rows, Span pauses) {
      return new Moment(
          rows, System.nanoTime() - pauses.nanos, PROCESS.getProcessCpuTime() - pauses.cpuNanos);
    }

    double rowsPerSecond(Moment later) {
      return (later.rows - rows) * 1e9 / Math.max(1, later.nanos - nanos);
    }

    double cpuMicrosPerRow(Moment later) {
      return (later.cpuNanos - cpuNanos) / 1e3 / Math.max(1, later.rows - rows);
    }
  }
}
