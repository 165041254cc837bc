package io.walmirror.sink;

import io.walmirror.sink.command.Command;
import java.util.ArrayList;
import java.util.List;

/** Records that go to Redis together, in their order: bounded in rows and in bytes. */
final class Batch {

  /** What is sent before answers are read, at most: a proxy may hold no more. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final int maxRows;
  private final List<Step> steps = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private long bytes;

  Batch(int maxRows) {
    this.maxRows = maxRows;
  }

  void add(Step step) {
    steps.add(step);
    if (step instanceof Step.Send send) {
      commands.add(send.command());
      bytes += send.command().size();
    }
  }

  boolean isFull() {
    return steps.size() >= maxRows || bytes >= MAX_BYTES;
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  List<Step> steps() {
    return steps;
  }

  /** The commands of the steps that have one, in the steps' order. */
  List<Command> commands() {
    return commands;
  }

  void clear() {
    steps.clear();
    commands.clear();
    bytes = 0;
  }
}
