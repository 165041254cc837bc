package io.walmirror.connector.notification;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.MBeanNotificationInfo;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last notifications over JMX, which listeners of the bean are told of too. */
public final class NotificationBean extends NotificationBroadcasterSupport
    implements NotificationBeanMXBean, Consumer<Notification>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NotificationBean.class);

  private static final String TYPE = "io.walmirror.notification";
  private static final int KEPT = 100;

  /** Whose bean is registered under each name. */
  private static final Map<ObjectName, NotificationBean> SHOWN = new HashMap<>();

  private final ObjectName name;
  private final Deque<Told> last = new ArrayDeque<>();
  private long number;

  private NotificationBean(ObjectName name) {
    super(
        new MBeanNotificationInfo(
            new String[] {TYPE}, javax.management.Notification.class.getName(), "Snapshots"));
    this.name = name;
  }

  /** Registers it in place of an older task's; a platform without JMX goes without. */
  public static NotificationBean register(String server) {
    NotificationBean bean = new NotificationBean(name(server));
    try {
      synchronized (SHOWN) {
        var beans = ManagementFactory.getPlatformMBeanServer();
        if (SHOWN.put(bean.name, bean) != null && beans.isRegistered(bean.name)) {
          beans.unregisterMBean(bean.name);
        }
        beans.registerMBean(bean, bean.name);
      }
    } catch (JMException | SecurityException e) {
      log.warn("no notifications over JMX as {}: {}", bean.name, e.toString());
    }
    return bean;
  }

  private static ObjectName name(String server) {
    try {
      return new ObjectName("io.walmirror:type=notifications,server=" + ObjectName.quote(server));
    } catch (JMException e) {
      throw new IllegalArgumentException("no JMX name can be made of " + server, e);
    }
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
            TYPE, name, sequence, notification.millis(), notification.toString()));
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
    try {
      synchronized (SHOWN) {
        if (SHOWN.remove(name, this)) {
          ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        }
      }
    } catch (JMException | SecurityException e) {
      log.debug("{} was not unregistered", name, e);
    }
  }
}
