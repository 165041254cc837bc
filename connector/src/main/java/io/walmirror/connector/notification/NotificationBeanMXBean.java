package io.walmirror.connector.notification;

import java.util.List;
import java.util.Map;

/** The last notifications, under {@code io.walmirror:type=notifications,server=…}. */
public interface NotificationBeanMXBean {

  /** The last hundred, the newest at the end. */
  List<Told> getNotifications();

  /** Forgets them. */
  void reset();

  /** A notification as JMX shows it, by Debezium's names. */
  final class Told {
    private final Notification notification;

    private Told(Notification notification) {
      this.notification = notification;
    }

    static Told of(Notification notification) {
      return new Told(notification);
    }

    public String getId() {
      return notification.id();
    }

    public String getAggregateType() {
      return notification.aggregateType();
    }

    public String getType() {
      return notification.type();
    }

    public Map<String, String> getAdditionalData() {
      return notification.additionalData();
    }

    public long getTimestamp() {
      return notification.millis();
    }
  }
}
