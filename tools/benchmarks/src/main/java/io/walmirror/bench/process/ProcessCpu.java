package io.walmirror.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** CPU time of other processes of this machine, in microseconds, where {@code /proc} tells it. */
public final class ProcessCpu {

  private static final Path PROC = Path.of("/proc");
  // Linux shows times in hundredths of a second to every program, whatever the kernel's own clock.
  private static final double MICROS_PER_TICK = 10_000;

  // Of what follows the process's name in /proc/<pid>/stat.
  private static final int PARENT = 1;
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int ENDED_CHILDRENS_USER = 13;
  private static final int ENDED_CHILDRENS_SYSTEM = 14;

  private ProcessCpu() {}

  /** What the process itself used so far. */
  public static OptionalDouble of(long pid) {
    String[] fields = fields(pid);
    return fields.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(micros(fields, USER, SYSTEM));
  }

  /** What the process and its children used so far, those that have ended included. */
  public static OptionalDouble ofFamily(long pid) {
    String[] own = fields(pid);
    if (own.length == 0) {
      return OptionalDouble.empty();
    }
    double sum = micros(own, USER, SYSTEM, ENDED_CHILDRENS_USER, ENDED_CHILDRENS_SYSTEM);
    String parent = Long.toString(pid);
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        String[] fields = fields(Long.parseLong(process.getFileName().toString()));
        if (fields.length > 0 && fields[PARENT].equals(parent)) {
          sum += micros(fields, USER, SYSTEM);
        }
      }
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(sum);
  }

  /** Nothing where there is no such process, or no {@code /proc}. */
  private static String[] fields(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
    } catch (IOException e) {
      return new String[0];
    }
  }

  private static double micros(String[] fields, int... indexes) {
    long ticks = 0;
    for (int index : indexes) {
      ticks += Long.parseLong(fields[index]);
    }
    return ticks * MICROS_PER_TICK;
  }
}
