package io.walmirror.stack.rest;

import com.fasterxml.jackson.databind.JsonNode;

/** A status and the JSON that came with it; a missing node when nothing did. */
public record RestAnswer(int status, JsonNode body) {

  boolean isOk() {
    return status >= 200 && status < 300;
  }

  /** The worker's message for people, or the whole body. */
  public String message() {
    return body.hasNonNull("message") ? body.path("message").asText() : body.toString();
  }

  /** Whether the worker asks to come again: its group is being rebalanced. */
  boolean isMomentary() {
    return status == 409
        && (message().contains("rebalance")
            || message().contains("momentarily")
            || message().contains("stale configuration"));
  }
}
