package io.walmirror.it.crash;

import io.walmirror.stack.process.Ports;
import io.walmirror.stack.server.JavaOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Reads the figures of one source from a worker that may be dead at any moment. For one thread. */
final class FiguresOverJmx implements AutoCloseable {

  private static final String ACTIVE = "source-record-active-count";

  private final JMXServiceURL url;
  private final ObjectName source;
  private final ObjectName connectTask;
  private JMXConnector connector;

  private FiguresOverJmx(JMXServiceURL url, ObjectName source, ObjectName connectTask) {
    this.url = url;
    this.source = source;
    this.connectTask = connectTask;
  }

  /** Those of a worker that was started with {@link #flags} for that port. */
  static FiguresOverJmx at(int port, String server, String connector) {
    try {
      return new FiguresOverJmx(
          new JMXServiceURL("service:jmx:rmi:///jndi/rmi://" + Ports.HOST + ":" + port + "/jmxrmi"),
          new ObjectName("io.walmirror:type=source,server=" + ObjectName.quote(server)),
          new ObjectName(
              "kafka.connect:type=source-task-metrics,connector=" + connector + ",task=0"));
    } catch (IOException | JMException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Lets a worker show its figures at that port of this machine's loopback address. */
  static JavaOptions flags(JavaOptions java, int port) {
    String remote = "-Dcom.sun.management.jmxremote";
    return java.withFlag(remote + ".port=" + port)
        .withFlag(remote + ".rmi.port=" + port)
        .withFlag(remote + ".host=" + Ports.HOST)
        .withFlag(remote + ".authenticate=false")
        .withFlag(remote + ".ssl=false")
        .withFlag("-Djava.rmi.server.hostname=" + Ports.HOST);
  }

  /** What it shows now; nothing where it does not answer, or has no such task. */
  @SuppressWarnings("BanJNDI") // The worker is a child of this test.
  Optional<Figures> read() {
    try {
      if (connector == null) {
        connector = JMXConnectorFactory.connect(url, Map.of());
      }
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      Map<String, Object> ours =
          attributes(
              beans,
              source,
              "Connected",
              "LastChange",
              "BufferedBytes",
              "SpilledBytes",
              "ConfirmedLsn");
      Map<String, Object> connects = attributes(beans, connectTask, ACTIVE);
      if (ours.size() < 5 || connects.isEmpty()) {
        return Optional.empty();
      }
      String[] last = ours.get("LastChange").toString().split(", ", 2);
      long spilled = (Long) ours.get("SpilledBytes");
      return Optional.of(
          new Figures(
              (Boolean) ours.get("Connected"),
              Lsns.parse(last[0]),
              Long.parseLong(last[1]),
              (Long) ours.get("BufferedBytes") + spilled,
              spilled,
              Lsns.parse(ours.get("ConfirmedLsn").toString()),
              ((Number) connects.get(ACTIVE)).longValue()));
    } catch (JMException e) {
      return Optional.empty();
    } catch (IOException | SecurityException e) {
      close();
      return Optional.empty();
    }
  }

  private static Map<String, Object> attributes(
      MBeanServerConnection beans, ObjectName name, String... names)
      throws JMException, IOException {
    Map<String, Object> values = new HashMap<>();
    for (Attribute each : beans.getAttributes(name, names).asList()) {
      values.put(each.getName(), each.getValue());
    }
    return values;
  }

  @Override
  public void close() {
    if (connector != null) {
      try {
        connector.close();
      } catch (IOException e) {
        // Its worker is dead.
        connector = null;
      }
      connector = null;
    }
  }
}
