package io.walmirror.bench.sink;

import io.walmirror.stack.resp.RespClient;

/** The CPU time that Redis says it used so far. */
final class RedisCpu {

  private RedisCpu() {}

  /** In microseconds, of all its threads. */
  static double micros(RespClient redis) {
    double seconds = 0;
    for (String line : redis.text("INFO", "cpu").split("\r?\n", -1)) {
      if (line.startsWith("used_cpu_user:") || line.startsWith("used_cpu_sys:")) {
        seconds += Double.parseDouble(line.substring(line.indexOf(':') + 1).trim());
      }
    }
    return seconds * 1e6;
  }
}
