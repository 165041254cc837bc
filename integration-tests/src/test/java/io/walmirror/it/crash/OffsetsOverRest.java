package io.walmirror.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.rest.RestException;

/** What a worker says is stored of one source; nothing while it does not know the source. */
final class OffsetsOverRest {

  /** Which word of what is reached says how many rows that are. */
  private static final int ROWS_REACHED = 4;

  private final ConnectRest rest;
  private final String connector;

  OffsetsOverRest(ConnectRest rest, String connector) {
    this.rest = rest;
    this.connector = connector;
  }

  boolean isStored() {
    return !stored("").isMissingNode();
  }

  /** As long as a first snapshot is stored as not done. */
  boolean isTaken() {
    return stored("").has("wm_snapshot");
  }

  /**
   * As long as the signal with this id, or what it asks for, is stored and not done, as far as one
   * can see. The signal is forgotten in the very offset that holds the request.
   */
  boolean isAsked(String id) {
    JsonNode all = all();
    return all.isMissingNode()
        || stored(all, "").path("wm_signals").asText().contains("\"" + id + "\"")
        || !stored(all, "*").path("wm_requests").asText().isEmpty();
  }

  /** Once it is stored that rows of a table were read on demand. */
  boolean isReached() {
    String[] words = stored("*").path("wm_requests").asText().split(" ", -1);
    String[] reached = words[words.length - 1].split("/", -1);
    return reached.length > ROWS_REACHED && !reached[ROWS_REACHED].equals("0");
  }

  /** How far the stream is. */
  long endLsn() {
    return stored("").path("wm_end_lsn").asLong();
  }

  private JsonNode stored(String snapshot) {
    return stored(all(), snapshot);
  }

  /** The stored offset of the stream, or of what stands under that name. */
  private static JsonNode stored(JsonNode all, String snapshot) {
    for (JsonNode each : all) {
      JsonNode partition = each.path("partition");
      if (partition.path("snapshot").asText().equals(snapshot) && !partition.has("tables")) {
        return each.path("offset");
      }
    }
    return MissingNode.getInstance();
  }

  private JsonNode all() {
    try {
      return rest.offsets(connector).path("offsets");
    } catch (RestException e) {
      // Just started, it does not know its connectors.
      return MissingNode.getInstance();
    }
  }

  @Override
  public String toString() {
    return all().toString();
  }
}
