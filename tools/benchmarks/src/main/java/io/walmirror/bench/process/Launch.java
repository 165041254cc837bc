package io.walmirror.bench.process;

import java.util.List;
import java.util.Map;

/**
 * How a contender is started.
 *
 * @param name of the contender and the round, for logs and messages
 * @param classPath of its process
 * @param mainClass opens a {@link ContenderPipe}
 * @param settings go through the pipe, so that no password is in a command line
 * @param flags of its Java, beside those that every contender has
 */
public record Launch(
    String name,
    String classPath,
    Class<?> mainClass,
    Map<String, String> settings,
    List<String> flags) {

  public Launch {
    settings = Map.copyOf(settings);
    flags = List.copyOf(flags);
  }
}
