package io.walmirror.connector.signal;

import java.util.Map;

/**
 * Something that was asked of a running source, in Debezium's format: what the sender calls it,
 * what is to be done, and what that needs, a JSON object.
 */
public record Signal(String id, String type, String data, SignalChannel channel) {

  private static final String ID = "id";
  private static final String TYPE = "type";
  private static final String DATA = "data";

  /**
   * Reads a signal that is one JSON object; {@code data} may be an object or a text that is one. A
   * signal that was not given an id is called {@code otherwise}.
   */
  public static Signal parse(String json, SignalChannel channel, String otherwise)
      throws BadSignalException {
    Map<String, Object> members = Json.object("the signal", json);
    String id = text(members, ID);
    String type = text(members, TYPE);
    Object data = members.get(DATA);
    return new Signal(
        id == null || id.isBlank() ? otherwise : id,
        type,
        data == null || data instanceof String ? (String) data : Json.write(data),
        channel);
  }

  private static String text(Map<String, Object> members, String name) throws BadSignalException {
    Object value = members.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new BadSignalException(name, "must be a text, and is " + Json.write(value));
  }

  /** What log and notifications call it; data may hold values of rows and is not in it. */
  @Override
  public String toString() {
    return "signal " + id + " (" + type + ", by " + channel.word() + ")";
  }
}
