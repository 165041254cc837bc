package io.walmirror.stack.up;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What has to be undone in somebody's servers, in the reverse order of its creation. */
final class Cleanup {

  /** Undoes one thing; adds to the problems what it could not undo. */
  @FunctionalInterface
  interface Undo {
    void run(List<String> problems) throws Exception;
  }

  private record Named(String what, Undo undo) {}

  private final Deque<Named> undos = new ArrayDeque<>();

  void add(String what, Undo undo) {
    undos.push(new Named(what, undo));
  }

  boolean isEmpty() {
    return undos.isEmpty();
  }

  /** Undoes everything, also after failures; what could not be undone, a line each. */
  List<String> run() {
    List<String> problems = new ArrayList<>();
    while (!undos.isEmpty()) {
      Named next = undos.pop();
      try {
        next.undo().run(problems);
      } catch (InterruptedException e) {
        problems.add(next.what() + ": interrupted");
      } catch (Exception e) {
        problems.add(next.what() + ": " + e.getMessage());
      }
    }
    return problems;
  }
}
