package io.walmirror.stack.server;

import java.util.ArrayList;
import java.util.List;

/**
 * How a server's Java virtual machine runs.
 *
 * @param heapMegabytes its largest heap
 * @param quickStart whether to start soon rather than to run fast: off for benches
 * @param flags further flags, after the stack's
 */
public record JavaOptions(int heapMegabytes, boolean quickStart, List<String> flags) {

  public JavaOptions {
    flags = List.copyOf(flags);
  }

  /** Starts soon. */
  public static JavaOptions quick(int heapMegabytes) {
    return new JavaOptions(heapMegabytes, true, List.of());
  }

  /** Runs fast. */
  public static JavaOptions fast(int heapMegabytes) {
    return new JavaOptions(heapMegabytes, false, List.of());
  }

  public JavaOptions withFlag(String flag) {
    List<String> all = new ArrayList<>(flags);
    all.add(flag);
    return new JavaOptions(heapMegabytes, quickStart, all);
  }
}
