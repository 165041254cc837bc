package io.walmirror.stack;

import java.util.Locale;

/** A kind of server of the stack. */
public enum Part {
  POSTGRES,
  REDIS,
  KAFKA,
  CONNECT;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
