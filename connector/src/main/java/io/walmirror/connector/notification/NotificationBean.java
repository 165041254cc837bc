package io.walmirror.connector.notification;

import io.walmirror.connector.event.Notification;
import io.walmirror.connector.jmx.BeanName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import javax.management.MBeanNotificationInfo;
import javax.management.NotificationBroadcasterSupport;

/** The last notifications over JMX, which listeners of the bean are told of too. */
public final class NotificationBean extends NotificationBroadcasterSupport
    implements NotificationBeanMXBean, Consumer<Notification>, AutoCloseable {

  private static final String TYPE = "io.walmirror.notification";
  private static final int KEPT = 100;

  private final BeanName name;
  private final Deque<Told> last = new ArrayDeque<>();
  private long number;

  private NotificationBean(BeanName name) {
    super(
        new MBeanNotificationInfo(
            new String[] {TYPE}, javax.management.Notification.class.getName(), "Snapshots"));
    this.name = name;
  }

  /** Registers it in place of an older task's; a platform without JMX goes without. */
  public static NotificationBean register(String server) {
    NotificationBean bean = new NotificationBean(BeanName.of("notifications", server));
    bean.name.show(bean);
    return bean;
  }

  @Override
  public void accept(Notification notification) {
    Told told = Told.of(notification);
    long sequence;
    synchronized (last) {
      if (last.size() == KEPT) {
        last.removeFirst();
      }
      last.addLast(told);
      sequence = number++;
    }
    sendNotification(
        new javax.management.Notification(
            TYPE, name.name(), sequence, notification.millis(), notification.toString()));
  }

  @Override
  public List<Told> getNotifications() {
    synchronized (last) {
      return List.copyOf(last);
    }
  }

  @Override
  public void reset() {
    synchronized (last) {
      last.clear();
    }
  }

  @Override
  public void close() {
    name.withdraw(this);
  }
}
