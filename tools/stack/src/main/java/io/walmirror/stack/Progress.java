package io.walmirror.stack;

import java.time.Duration;

/** Is told how the start of a stack goes, by several threads at the same time. */
public interface Progress {

  /** Tells nobody. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void starting(String server) {}

      @Override
      public void started(String server, String address, Duration took) {}
    };
  }

  void starting(String server);

  /** The server serves at that address. */
  void started(String server, String address, Duration took);
}
