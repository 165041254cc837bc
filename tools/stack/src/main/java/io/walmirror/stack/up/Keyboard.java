package io.walmirror.stack.up;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;

/** Hands each key on that is pressed, from a thread of its own. */
final class Keyboard {

  private Keyboard() {}

  /** Reads until there are no more keys; the thread ends with the process. */
  static void listen(InputStream keys, IntConsumer pressed) {
    Thread thread = new Thread(() -> read(keys, pressed), "keyboard");
    thread.setDaemon(true);
    thread.start();
  }

  private static void read(InputStream keys, IntConsumer pressed) {
    try {
      for (int key = keys.read(); key >= 0; key = keys.read()) {
        pressed.accept(key);
      }
    } catch (IOException e) {
      // The terminal is gone: nobody is there to press a key.
      pressed.accept('q');
    }
  }
}
