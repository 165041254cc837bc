package io.walmirror.it.scene;

import java.nio.file.Path;

/** What belongs to this Java alone of those in which the tests of a build run beside each other. */
final class Fork {

  private Fork() {}

  /** A folder below the module's own for what is built, which is there or not. */
  static Path folder(String name) {
    String number = System.getProperty("walmirror.fork", "1");
    return Path.of("target", "fork-" + number, name).toAbsolutePath();
  }
}
