package io.walmirror.stack.embedded;

import io.walmirror.stack.process.StackException;
import io.walmirror.stack.server.JavaOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Builds the command of a server that runs in a Java of its own. */
final class JavaServer {

  private JavaServer() {}

  /** The command that runs a class of a distribution, with its logging in the server's folder. */
  static List<String> command(
      List<Path> classPath,
      Path folder,
      JavaOptions java,
      String mainClass,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + java.heapMegabytes() + "m");
    if (java.quickStart()) {
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    } else {
      command.add("-XX:+UseG1GC");
    }
    // Otherwise every Java leaves a file in the folder of temporary files when it is killed.
    command.add("-XX:-UsePerfData");
    command.add("-Djava.awt.headless=true");
    command.add("-Djava.io.tmpdir=" + temporary(folder));
    command.addAll(logging(classPath, folder));
    command.addAll(java.flags());
    command.add("-cp");
    command.add(String.join(":", classPath.stream().map(Path::toString).toList()));
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  private static Path temporary(Path folder) {
    try {
      return Files.createDirectories(folder.resolve("tmp"));
    } catch (IOException e) {
      throw new StackException("cannot create a folder in " + folder, e);
    }
  }

  private static List<String> logging(List<Path> classPath, Path folder) {
    boolean log4j2 =
        classPath.stream().anyMatch(jar -> jar.getFileName().toString().startsWith("log4j-core"));
    String name = log4j2 ? "log4j2.properties" : "log4j.properties";
    Path config = folder.resolve(name);
    try (InputStream in = JavaServer.class.getResourceAsStream(name)) {
      Files.copy(in, config, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StackException("cannot write " + config, e);
    }
    return List.of(
        (log4j2 ? "-Dlog4j2.configurationFile=" : "-Dlog4j.configuration=") + config.toUri());
  }
}
