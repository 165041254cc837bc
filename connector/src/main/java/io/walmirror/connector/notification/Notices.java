package io.walmirror.connector.notification;

import io.walmirror.connector.event.Notification;
import io.walmirror.envelope.TableName;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Makes notifications and gives them to every channel. Any thread. */
public final class Notices {

  private static final String SIGNAL = "Signal";
  private static final String ALTERATION = "Schema Change";

  private final String connector;
  private final InstantSource clock;
  private final List<Consumer<Notification>> channels;

  public Notices(String connector, InstantSource clock, List<Consumer<Notification>> channels) {
    this.connector = connector;
    this.clock = clock;
    this.channels = List.copyOf(channels);
  }

  /** A signal is not followed. */
  public void refused(String id, String type, String channel, String why) {
    Map<String, String> data = new HashMap<>();
    data.put("channel", channel);
    data.put(Words.REASON, why);
    if (type != null) {
      data.put("signal_type", type);
    }
    tell(id, SIGNAL, "REFUSED", data);
  }

  /** A table was altered in a way that no event tells; whether it is read again, by this id. */
  public void altered(String id, TableName table, String what, boolean read) {
    tell(
        id,
        ALTERATION,
        read ? "REQUESTED" : "IGNORED",
        Map.of(Words.TABLES, table.toString(), Words.REASON, what));
  }

  /** Tells something that belongs to nothing before. */
  void tell(String aggregate, String type, Map<String, String> data) {
    tell(UUID.randomUUID().toString(), aggregate, type, data);
  }

  void tell(String id, String aggregate, String type, Map<String, String> data) {
    if (channels.isEmpty()) {
      return;
    }
    Map<String, String> all = new HashMap<>(data);
    all.put(Words.CONNECTOR, connector);
    Notification notification = new Notification(id, aggregate, type, all, clock.millis());
    channels.forEach(channel -> channel.accept(notification));
  }
}
