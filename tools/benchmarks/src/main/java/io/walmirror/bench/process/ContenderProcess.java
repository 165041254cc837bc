package io.walmirror.bench.process;

import io.walmirror.bench.result.Numbers;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The bench's end: one contender in a Java process of its own. For one thread. */
public final class ContenderProcess implements AutoCloseable {

  /** What Kafka's own script starts a Connect worker with. */
  private static final List<String> FLAGS =
      List.of(
          "-Xms256m",
          "-Xmx2g",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35",
          "-XX:+ExplicitGCInvokesConcurrent",
          "-XX:-UsePerfData",
          "-Djava.awt.headless=true");

  private static final int SHOWN_LINES = 30;
  private static final long END_SECONDS = 20;

  private final Launch launch;
  private final Process process;
  private final Path log;

  private ContenderProcess(Launch launch, Process process, Path log) {
    this.launch = launch;
    this.process = process;
    this.log = log;
  }

  /** Starts it; its log goes to that folder, and so do its temporary files. */
  public static ContenderProcess start(Launch launch, Path folder) {
    Path log = folder.resolve(launch.name() + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add("-Djava.io.tmpdir=" + folder);
    command.addAll(launch.flags());
    command.addAll(List.of("-cp", launch.classPath(), launch.mainClass().getName()));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(log.toFile())
              .start();
      ContenderProcess contender = new ContenderProcess(launch, process, log);
      contender.send(launch.settings());
      return contender;
    } catch (IOException e) {
      throw new ContenderFailedException(
          "the process of " + launch.name() + " cannot be started: " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("resource") // Open until the contender is released.
  private void send(Map<String, String> settings) throws IOException {
    DataOutputStream out = new DataOutputStream(process.getOutputStream());
    out.writeInt(settings.size());
    for (Map.Entry<String, String> each : settings.entrySet()) {
      out.writeUTF(each.getKey());
      out.writeUTF(each.getValue());
    }
    out.flush();
  }

  /** Waits until it has done its round. It then does nothing more until it is closed. */
  @SuppressWarnings("resource")
  public Numbers await() {
    BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
    Numbers numbers = Numbers.none();
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(ContenderPipe.END)) {
          return numbers;
        }
        int equals = line.indexOf('=');
        if (line.startsWith(ContenderPipe.MARK) && equals > 0) {
          numbers =
              numbers.with(
                  line.substring(ContenderPipe.MARK.length(), equals),
                  Double.parseDouble(line.substring(equals + 1)));
        }
      }
    } catch (IOException e) {
      throw new ContenderFailedException(
          "the pipe to " + launch.name() + " broke: " + e.getMessage(), e);
    }
    throw new ContenderFailedException(
        launch.name() + " ended before it had done its round; the end of its log:\n" + logEnd());
  }

  private String logEnd() {
    try {
      List<String> lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return "(its log " + log + " cannot be read: " + e.getMessage() + ")";
    }
  }

  /** With what it ended. */
  int exitValue() {
    return process.exitValue();
  }

  /** Lets it go, and waits for its end. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy();
    }
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
