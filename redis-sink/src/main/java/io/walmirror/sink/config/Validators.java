package io.walmirror.sink.config;

import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Turns checks that throw into validators of settings. */
final class Validators {

  private Validators() {}

  /** A check of a text that throws IllegalArgumentException with what is wrong. */
  static ConfigDef.Validator text(String valid, Consumer<String> check) {
    return ConfigDef.LambdaValidator.with(
        (name, value) -> {
          if (value == null) {
            return;
          }
          try {
            check.accept(value.toString());
          } catch (IllegalArgumentException e) {
            throw new ConfigException(name + " " + e.getMessage());
          }
        },
        () -> valid);
  }
}
