package io.walmirror.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessCpuTest {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatThisThreadUsedIsInWhatItsProcessUsed() {
    long pid = ProcessHandle.current().pid();
    double before = ProcessCpu.of(pid).orElseThrow();
    double familyBefore = ProcessCpu.ofFamily(pid).orElseThrow();
    long start = THREADS.getCurrentThreadCpuTime();
    while (THREADS.getCurrentThreadCpuTime() - start < 100_000_000) {
      Thread.onSpinWait();
    }
    assertThat(ProcessCpu.of(pid).orElseThrow() - before).isGreaterThanOrEqualTo(80_000);
    assertThat(ProcessCpu.ofFamily(pid).orElseThrow() - familyBefore)
        .isGreaterThanOrEqualTo(80_000);
  }

  @Test
  void ofAProcessThatIsNotThereNothingIsKnown() {
    assertThat(ProcessCpu.of(Integer.MAX_VALUE)).isEqualTo(OptionalDouble.empty());
    assertThat(ProcessCpu.ofFamily(Integer.MAX_VALUE)).isEqualTo(OptionalDouble.empty());
  }
}
