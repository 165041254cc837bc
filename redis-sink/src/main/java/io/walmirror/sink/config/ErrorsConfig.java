package io.walmirror.sink.config;

import java.util.Map;

/**
 * Connect's own settings for records that cannot be processed, as far as the sink must know them.
 *
 * @param tolerated whether rejected records are passed over
 * @param reported whether somebody is told of those: a dead letter queue or the log
 */
public record ErrorsConfig(boolean tolerated, boolean reported) {

  public static ErrorsConfig of(Map<String, String> properties) {
    boolean queue = !properties.getOrDefault("errors.deadletterqueue.topic.name", "").isBlank();
    boolean log = Boolean.parseBoolean(properties.getOrDefault("errors.log.enable", "false"));
    return new ErrorsConfig(
        properties.getOrDefault("errors.tolerance", "none").equalsIgnoreCase("all"), queue || log);
  }

  /** Whether rejected records would vanish without a trace but a counter and the worker's log. */
  public boolean drops() {
    return tolerated && !reported;
  }
}
