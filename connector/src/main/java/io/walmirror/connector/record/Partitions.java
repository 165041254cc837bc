package io.walmirror.connector.record;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Source partitions of more than one key. Connect finds an offset by the bytes of its partition, in
 * which the keys stand in the order of the map: in that of {@code Map.of}, which is another one in
 * every process, nothing would be found again.
 */
final class Partitions {

  private Partitions() {}

  /** Ordered as Connect's own converter orders what it reads. */
  static Map<String, String> of(String server, String key, String value) {
    Map<String, String> partition = new HashMap<>();
    partition.put("server", server);
    partition.put(key, value);
    return Collections.unmodifiableMap(partition);
  }
}
