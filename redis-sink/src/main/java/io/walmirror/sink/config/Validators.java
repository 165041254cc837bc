package io.walmirror.sink.config;

import java.util.ArrayList;
import java.util.List;
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

  /** A check of a list of texts that throws IllegalArgumentException with what is wrong. */
  static ConfigDef.Validator list(String valid, Consumer<List<String>> check) {
    return ConfigDef.LambdaValidator.with(
        (name, value) -> {
          List<String> texts = new ArrayList<>();
          for (Object each : (List<?>) value) {
            texts.add(String.valueOf(each));
          }
          try {
            check.accept(texts);
          } catch (IllegalArgumentException e) {
            throw new ConfigException(name + " " + e.getMessage());
          }
        },
        () -> valid);
  }
}
