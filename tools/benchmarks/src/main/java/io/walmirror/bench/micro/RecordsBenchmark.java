package io.walmirror.bench.micro;

import io.walmirror.bench.orders.Order;
import io.walmirror.bench.orders.OrderRecords;
import io.walmirror.connector.pgoutput.Tuple;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What one row costs from the bytes of its tuple to its source record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordsBenchmark {

  private static final int ROWS = 10_000;

  private Tuple[] rows;
  private OrderRecords records;

  @Setup
  public void orders(Blackhole blackhole) {
    rows =
        LongStream.range(0, ROWS)
            .mapToObj(id -> OrderRecords.row(new Order(id, 0)))
            .toArray(Tuple[]::new);
    records = OrderRecords.to(blackhole::consume);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void insert() {
    for (Tuple row : rows) {
      records.write(row, true);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void update() {
    for (Tuple row : rows) {
      records.write(row, false);
    }
  }
}
