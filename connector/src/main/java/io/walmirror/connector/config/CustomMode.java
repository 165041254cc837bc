package io.walmirror.connector.config;

import io.debezium.spi.snapshot.Snapshotter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mode that a {@link Snapshotter} of the user's decides. */
final class CustomMode implements SnapshotMode {

  private static final Logger log = LoggerFactory.getLogger(CustomMode.class);

  private final Snapshotter snapshotter;

  private CustomMode(Snapshotter snapshotter) {
    this.snapshotter = snapshotter;
  }

  /** Finds the one of that name beside this plugin, and hands it all settings. */
  static CustomMode load(String name, Map<String, ?> settings) {
    List<String> found = new ArrayList<>();
    try {
      for (Snapshotter each :
          ServiceLoader.load(Snapshotter.class, CustomMode.class.getClassLoader())) {
        if (name.equals(each.name())) {
          each.configure(settings);
          return new CustomMode(each);
        }
        found.add(each.name());
      }
    } catch (ServiceConfigurationError e) {
      throw new ConfigException(
          SnapshotModes.CUSTOM_NAME, name, "cannot be loaded: " + e.getMessage());
    }
    throw new ConfigException(
        SnapshotModes.CUSTOM_NAME,
        name,
        "no Snapshotter of this name is in the plugin's folder, but "
            + (found.isEmpty() ? "none at all" : found)
            + "; its jar needs META-INF/services/"
            + Snapshotter.class.getName());
  }

  @Override
  public boolean reads(boolean offsetExists, boolean inProgress) {
    return snapshotter.shouldSnapshotData(offsetExists, inProgress);
  }

  @Override
  public boolean streams() {
    return snapshotter.shouldStream();
  }

  @Override
  public boolean replacesBrokenHistory() {
    return snapshotter.shouldSnapshotOnDataError();
  }

  @Override
  public void completed() {
    told("snapshotCompleted", snapshotter::snapshotCompleted);
  }

  @Override
  public void aborted() {
    told("snapshotAborted", snapshotter::snapshotAborted);
  }

  /** What it does then is its own affair, and no reason to stop. */
  private void told(String what, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      log.warn("{} of snapshotter {} failed", what, snapshotter.name(), e);
    }
  }
}
