package io.walmirror.connector.record;

import java.util.Map;

/** Where Connect stores what snapshots were asked for: a source partition of a connector's own. */
public final class DemandOffset {

  private DemandOffset() {}

  /** No table has a name that is coded so. */
  public static Map<String, String> partition(String prefix) {
    return Partitions.of(prefix, "snapshot", "*");
  }
}
