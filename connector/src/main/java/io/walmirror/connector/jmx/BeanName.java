package io.walmirror.connector.jmx;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name of a source's bean. A task that Connect gave up waiting for may still have its own under
 * it: the newest task's is shown.
 */
public record BeanName(ObjectName name) {

  private static final Logger log = LoggerFactory.getLogger(BeanName.class);

  /** Whose bean is registered under each name. */
  private static final Map<ObjectName, Object> SHOWN = new HashMap<>();

  public static BeanName of(String type, String server) {
    try {
      return new BeanName(
          new ObjectName("io.walmirror:type=" + type + ",server=" + ObjectName.quote(server)));
    } catch (JMException e) {
      throw new IllegalArgumentException("no JMX name can be made of " + server, e);
    }
  }

  /** Shows it in place of an older task's; a platform without JMX goes without. */
  public void show(Object bean) {
    try {
      synchronized (SHOWN) {
        if (SHOWN.put(name, bean) != null && beans().isRegistered(name)) {
          beans().unregisterMBean(name);
        }
        beans().registerMBean(bean, name);
      }
    } catch (JMException | SecurityException e) {
      log.warn("{} is not shown over JMX: {}", name, e.toString());
    }
  }

  /** Takes it away, unless a newer one is shown. */
  public void withdraw(Object bean) {
    try {
      synchronized (SHOWN) {
        if (SHOWN.remove(name, bean) && beans().isRegistered(name)) {
          beans().unregisterMBean(name);
        }
      }
    } catch (JMException | SecurityException e) {
      log.debug("{} was not unregistered", name, e);
    }
  }

  private static MBeanServer beans() {
    return ManagementFactory.getPlatformMBeanServer();
  }
}
