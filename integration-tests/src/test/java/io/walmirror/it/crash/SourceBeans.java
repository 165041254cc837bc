package io.walmirror.it.crash;

import io.walmirror.stack.process.Ports;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What an operator does with a source over JMX: looks at its figures, and asks it for something.
 */
final class SourceBeans implements AutoCloseable {

  private final JMXConnector connector;
  private final MBeanServerConnection beans;
  private final String server;

  private SourceBeans(JMXConnector connector, MBeanServerConnection beans, String server) {
    this.connector = connector;
    this.beans = beans;
    this.server = server;
  }

  /** Those of one source, of a worker that was started with {@link FiguresOverJmx#flags}. */
  @SuppressWarnings("BanJNDI") // The worker is a child of this test.
  static SourceBeans at(int port, String server) {
    try {
      JMXConnector connector =
          JMXConnectorFactory.connect(
              new JMXServiceURL(
                  "service:jmx:rmi:///jndi/rmi://" + Ports.HOST + ":" + port + "/jmxrmi"),
              Map.of());
      return new SourceBeans(connector, connector.getMBeanServerConnection(), server);
    } catch (IOException e) {
      throw new AssertionError("the worker shows nothing over JMX", e);
    }
  }

  boolean isPaused() {
    return figure("DemandPaused").map(Boolean.class::cast).orElse(false);
  }

  /** How many snapshots are asked for and not done; -1 while there is no task. */
  int open() {
    return figure("DemandOpen").map(Integer.class::cast).orElse(-1);
  }

  /** How many rows were read on demand; -1 while there is no task. */
  long rows() {
    return figure("DemandRows").map(Long.class::cast).orElse(-1L);
  }

  private Optional<Object> figure(String attribute) {
    try {
      return Optional.of(beans.getAttribute(name("source"), attribute));
    } catch (JMException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new AssertionError("the worker shows nothing over JMX", e);
    }
  }

  void signal(String id, String type, String data) {
    try {
      String text = String.class.getName();
      beans.invoke(
          name("signals"),
          "signal",
          new Object[] {id, type, data},
          new String[] {text, text, text});
    } catch (JMException | IOException e) {
      throw new AssertionError("the signal " + id + " was refused", e);
    }
  }

  private ObjectName name(String type) throws JMException {
    return new ObjectName("io.walmirror:type=" + type + ",server=" + ObjectName.quote(server));
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      throw new AssertionError("the connection to the worker's beans was lost", e);
    }
  }
}
