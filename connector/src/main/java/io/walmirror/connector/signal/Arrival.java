package io.walmirror.connector.signal;

import java.util.OptionalLong;

/**
 * A signal that came from outside of the stream: understood, or why it cannot be followed. {@code
 * next} is the offset in the signal topic behind it, for one that came by that.
 */
public sealed interface Arrival {

  Signal signal();

  OptionalLong next();

  /** It asks for something. */
  record Asked(Signal signal, Command command, OptionalLong next) implements Arrival {}

  /** It cannot be followed; {@code why} names the field and the cure. */
  record Refused(Signal signal, String why, OptionalLong next) implements Arrival {}

  /** Understands it, or not. */
  static Arrival of(Signal signal, OptionalLong next) {
    try {
      return new Asked(signal, Commands.of(signal), next);
    } catch (BadSignalException e) {
      return new Refused(signal, e.getMessage(), next);
    }
  }

  /** Understands a signal that is one JSON object; {@code id} is what it is called without one. */
  static Arrival of(String json, SignalChannel channel, String id, OptionalLong next) {
    try {
      return of(Signal.parse(json, channel, id), next);
    } catch (BadSignalException e) {
      return new Refused(new Signal(id, null, null, channel), e.getMessage(), next);
    }
  }
}
