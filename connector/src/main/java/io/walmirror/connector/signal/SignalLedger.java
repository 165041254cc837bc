package io.walmirror.connector.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the stream's offset tells of signals: how far the signal topic was read, and the signals
 * that were taken but are not known to survive a restart in any other way. The offset that lies
 * behind a signal has it in here, so that the two are stored together or not at all. Used by the
 * reader thread alone.
 */
public final class SignalLedger {

  private static final Logger log = LoggerFactory.getLogger(SignalLedger.class);

  private static final String TOPIC = "topic";
  private static final String NEXT = "next";
  private static final String OPEN = "open";
  private static final String COMMAND = "command";

  private final List<Entry> open = new ArrayList<>();
  private final String topic;
  private OptionalLong next = OptionalLong.empty();
  private String text = "";

  /** A signal, and the command after which it survives a restart without this. */
  private record Entry(Signal signal, long command) {}

  /** {@code topic} is the signal topic; another one's offsets mean nothing. */
  public SignalLedger(String topic) {
    this.topic = topic;
  }

  /** What the offset says; empty where there is nothing to say. */
  public String text() {
    return text;
  }

  /** The offset at which the signal topic goes on. */
  public OptionalLong next() {
    return next;
  }

  /**
   * A signal was taken, whose command has that number; {@code offset} is behind it in its topic.
   */
  public void taken(Signal signal, long command, OptionalLong offset) {
    open.add(new Entry(signal, command));
    passed(offset);
  }

  /** The signal topic was read up to there. */
  public void passed(OptionalLong offset) {
    if (offset.isPresent()) {
      next = offset;
    }
    write();
  }

  /** Everything up to that command survives a restart; true if that changes what is to be told. */
  public boolean stored(long command) {
    boolean changed = open.removeIf(entry -> entry.command <= command);
    if (changed) {
      write();
    }
    return changed;
  }

  /**
   * Takes over what an offset said; the signals that have to be followed again, which those are
   * that came after this command.
   */
  public List<Signal> restore(String stored, long command) {
    if (stored.isEmpty()) {
      return List.of();
    }
    List<Signal> signals = new ArrayList<>();
    try {
      Map<String, Object> told = Json.object("the offset's signals", stored);
      if (topic.equals(told.get(TOPIC)) && told.get(NEXT) instanceof Number number) {
        next = OptionalLong.of(number.longValue());
      }
      if (told.get(OPEN) instanceof List<?> list) {
        for (Object each : list) {
          if (each instanceof Map<?, ?> entry && isAfter(entry, command)) {
            signals.add(signal(entry));
          }
        }
      }
    } catch (BadSignalException e) {
      log.warn("signals that were not followed yet are lost: {}", e.getMessage());
    }
    write();
    return signals;
  }

  private static boolean isAfter(Map<?, ?> entry, long command) {
    return !(entry.get(COMMAND) instanceof Number number) || number.longValue() > command;
  }

  private static Signal signal(Map<?, ?> entry) {
    return new Signal(
        text(entry, "id"),
        text(entry, "type"),
        text(entry, "data"),
        SignalChannel.valueOf(text(entry, "channel")));
  }

  private static String text(Map<?, ?> entry, String name) {
    return entry.get(name) instanceof String text ? text : null;
  }

  private void write() {
    Map<String, Object> told = new LinkedHashMap<>();
    if (next.isPresent()) {
      told.put(TOPIC, topic);
      told.put(NEXT, next.getAsLong());
    }
    if (!open.isEmpty()) {
      told.put(OPEN, open.stream().map(SignalLedger::members).toList());
    }
    text = told.isEmpty() ? "" : Json.write(told);
  }

  private static Map<String, Object> members(Entry entry) {
    Signal signal = entry.signal;
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(COMMAND, entry.command);
    members.put("id", signal.id());
    members.put("type", signal.type());
    members.put("data", signal.data());
    members.put("channel", signal.channel().name());
    return members;
  }
}
