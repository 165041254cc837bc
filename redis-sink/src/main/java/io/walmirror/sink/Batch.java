package io.walmirror.sink;

import io.walmirror.sink.command.Command;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Records that go to Redis together, in their order: bounded in rows and in bytes. */
final class Batch {

  /** What is sent before answers are read, at most: a proxy may hold no more. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final int maxRows;
  private final List<Step> steps = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private final BitSet ends = new BitSet();
  private long bytes;

  Batch(int maxRows) {
    this.maxRows = maxRows;
  }

  /** All that is to be done about one record. */
  void add(List<Step> record) {
    for (Step step : record) {
      steps.add(step);
      if (step instanceof Step.Send send) {
        commands.add(send.command());
        bytes += send.command().size();
      }
    }
    ends.set(steps.size() - 1);
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

  /** Whether that step is the last of its record. */
  boolean endsRecord(int step) {
    return ends.get(step);
  }

  /** The commands of the steps that have one, in the steps' order. */
  List<Command> commands() {
    return commands;
  }

  void clear() {
    steps.clear();
    commands.clear();
    ends.clear();
    bytes = 0;
  }
}
