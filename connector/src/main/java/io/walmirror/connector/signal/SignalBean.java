package io.walmirror.connector.signal;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals over JMX. A signal that cannot be followed is answered at once. */
public final class SignalBean implements SignalBeanMXBean, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SignalBean.class);

  /** Whose bean is registered under each name. */
  private static final Map<ObjectName, SignalBean> SHOWN = new HashMap<>();

  private final Inbox inbox;
  private final ObjectName name;

  private SignalBean(Inbox inbox, ObjectName name) {
    this.inbox = inbox;
    this.name = name;
  }

  /** Registers it in place of an older task's; a platform without JMX goes without. */
  public static SignalBean register(Inbox inbox, String server) {
    SignalBean bean = new SignalBean(inbox, name(server));
    try {
      synchronized (SHOWN) {
        var beans = ManagementFactory.getPlatformMBeanServer();
        if (SHOWN.put(bean.name, bean) != null && beans.isRegistered(bean.name)) {
          beans.unregisterMBean(bean.name);
        }
        beans.registerMBean(bean, bean.name);
      }
    } catch (JMException | SecurityException e) {
      log.warn("no signals over JMX as {}: {}", bean.name, e.toString());
    }
    return bean;
  }

  private static ObjectName name(String server) {
    try {
      return new ObjectName("io.walmirror:type=signals,server=" + ObjectName.quote(server));
    } catch (JMException e) {
      throw new IllegalArgumentException("no JMX name can be made of " + server, e);
    }
  }

  @Override
  public void signal(String id, String type, String data) {
    String called = id == null || id.isBlank() ? UUID.randomUUID().toString() : id;
    Arrival arrival =
        Arrival.of(new Signal(called, type, data, SignalChannel.JMX), OptionalLong.empty());
    inbox.put(arrival);
    if (arrival instanceof Arrival.Refused refused) {
      throw new IllegalArgumentException(refused.why());
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
