package io.walmirror.stack.up;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.walmirror.stack.server.Connect;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What the source in a worker of this machine says of its snapshots. It is asked as jconsole asks:
 * by the process, which answers its own user alone, so that no port is open to others. For one
 * thread; the worker may be dead at any moment, or another one.
 */
final class SourceFigures implements AutoCloseable {

  private static final String[] NAMES = {
    "SnapshotRunning",
    "DemandOpen",
    "DemandRows",
    "RowsScanned",
    "RowsExpected",
    "RowsPerSecond",
    "SecondsToGo"
  };

  private final Connect worker;
  private final ObjectName source;
  private JMXConnector connector;
  private long attachedTo;
  private long refusedBy;

  SourceFigures(Connect worker, String topicPrefix) {
    this.worker = worker;
    try {
      this.source =
          new ObjectName("io.walmirror:type=source,server=" + ObjectName.quote(topicPrefix));
    } catch (JMException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** How far it is now; nothing where nobody answers. */
  Optional<SnapshotView> read() {
    OptionalLong pid = worker.pid();
    if (pid.isEmpty() || pid.getAsLong() == refusedBy) {
      return Optional.empty();
    }
    try {
      if (connector == null || pid.getAsLong() != attachedTo) {
        close();
        connector = attach(pid.getAsLong());
        attachedTo = pid.getAsLong();
      }
      return view(connector.getMBeanServerConnection());
    } catch (AttachNotSupportedException | LinkageError e) {
      // A Java that cannot do it will not learn it.
      refusedBy = pid.getAsLong();
      return Optional.empty();
    } catch (IOException | JMException | SecurityException e) {
      close();
      return Optional.empty();
    }
  }

  @SuppressWarnings("BanJNDI") // The address is what the worker itself has just answered.
  private static JMXConnector attach(long pid) throws IOException, AttachNotSupportedException {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
    } finally {
      machine.detach();
    }
  }

  private Optional<SnapshotView> view(MBeanServerConnection beans) throws IOException, JMException {
    if (!beans.isRegistered(source)) {
      return Optional.empty();
    }
    Map<String, Object> all = new HashMap<>();
    for (Attribute each : beans.getAttributes(source, NAMES).asList()) {
      all.put(each.getName(), each.getValue());
    }
    if (all.size() < NAMES.length) {
      return Optional.empty();
    }
    Map<String, Long> rows = numbers(all.get("RowsScanned"));
    Map<String, Long> expected = numbers(all.get("RowsExpected"));
    Map<String, Long> rates = numbers(all.get("RowsPerSecond"));
    Map<String, Long> toGo = numbers(all.get("SecondsToGo"));
    Map<String, SnapshotView.Table> tables = new TreeMap<>();
    rows.forEach(
        (table, count) ->
            tables.put(
                table,
                new SnapshotView.Table(
                    count,
                    expected.getOrDefault(table, -1L),
                    rates.getOrDefault(table, 0L),
                    toGo.getOrDefault(table, -1L))));
    boolean running =
        (Boolean) all.get("SnapshotRunning") || ((Number) all.get("DemandOpen")).longValue() > 0;
    return Optional.of(new SnapshotView(running, (Long) all.get("DemandRows"), tables));
  }

  private static Map<String, Long> numbers(Object attribute) {
    Map<String, Long> numbers = new HashMap<>();
    for (Object row : ((TabularData) attribute).values()) {
      CompositeData pair = (CompositeData) row;
      numbers.put((String) pair.get("key"), (Long) pair.get("value"));
    }
    return numbers;
  }

  @Override
  public void close() {
    JMXConnector was = connector;
    connector = null;
    if (was != null) {
      try {
        was.close();
      } catch (IOException e) {
        // Its worker is dead.
        attachedTo = 0;
      }
    }
  }
}
