package io.walmirror.stack.up;

/**
 * Something that a key does to the running mirror, which must heal from it.
 *
 * @param key that does it
 * @param label what it does, in a few words
 */
record Fault(char key, String label, Action action) {

  /** Does it, and ends when whatever was stopped is started again. */
  @FunctionalInterface
  interface Action {
    void run(Events events) throws Exception;
  }
}
