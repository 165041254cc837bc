package io.walmirror.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.walmirror.bench.result.Numbers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContenderProcessTest {

  @TempDir Path folder;

  /** Adds one to what it is told, and prints where others print. */
  static final class Adder {
    public static void main(String[] args) throws Exception {
      System.out.println("printed before the pipe is open");
      ContenderPipe pipe = ContenderPipe.open();
      System.out.println("bench:sum=13");
      pipe.report(Numbers.none().with("sum", 1 + Double.parseDouble(pipe.setting("number"))));
      System.exit(0);
    }
  }

  /** Fails. */
  static final class Failing {
    public static void main(String[] args) throws Exception {
      ContenderPipe.open();
      throw new IllegalStateException("it cannot be done");
    }
  }

  /** Never reports. */
  static final class Endless {
    public static void main(String[] args) throws Exception {
      ContenderPipe.open();
      Thread.currentThread().join();
    }
  }

  @Test
  void settingsGoInAndNumbersComeOutWhateverElseIsPrinted() {
    try (ContenderProcess process = start(Adder.class, Map.of("number", "2.5"))) {
      assertThat(process.await().byName()).isEqualTo(Map.of("sum", 3.5));
    }
  }

  @Test
  void aContenderThatFailsIsToldWithTheEndOfItsLog() {
    try (ContenderProcess process = start(Failing.class, Map.of())) {
      assertThatThrownBy(process::await)
          .isInstanceOf(ContenderFailedException.class)
          .hasMessageContaining("ended before it had done its round")
          .hasMessageContaining("it cannot be done");
    }
  }

  @Test
  void aContenderEndsWhenItsBenchIsGone() {
    ContenderProcess process = start(Endless.class, Map.of());
    process.close();
    assertThat(process.exitValue()).isEqualTo(3);
  }

  private ContenderProcess start(Class<?> mainClass, Map<String, String> settings) {
    return ContenderProcess.start(
        new Launch(mainClass.getSimpleName(), ClassPaths.own(), mainClass, settings, List.of()),
        folder);
  }
}
