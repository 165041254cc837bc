package io.walmirror.connector.record;

import java.util.Map;

/** Where Connect stores what form tables had: a source partition of a connector's own. */
public final class FormsOffset {

  private FormsOffset() {}

  public static Map<String, String> partition(String prefix) {
    return Partitions.of(prefix, "tables", "forms");
  }
}
