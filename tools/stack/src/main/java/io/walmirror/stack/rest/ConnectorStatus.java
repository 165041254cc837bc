package io.walmirror.stack.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a worker says of a connector and its tasks. */
public record ConnectorStatus(String state, String worker, String trace, List<Task> tasks) {

  /** One task: {@code RUNNING}, {@code PAUSED}, {@code FAILED} with its trace, … */
  public record Task(int id, String state, String worker, String trace) {}

  static ConnectorStatus of(JsonNode status) {
    List<Task> tasks = new ArrayList<>();
    for (JsonNode task : status.path("tasks")) {
      tasks.add(
          new Task(
              task.path("id").asInt(),
              task.path("state").asText(),
              task.path("worker_id").asText(),
              task.path("trace").asText()));
    }
    JsonNode connector = status.path("connector");
    return new ConnectorStatus(
        connector.path("state").asText(),
        connector.path("worker_id").asText(),
        connector.path("trace").asText(),
        List.copyOf(tasks));
  }

  /** The connector runs, and so does every one of its tasks, of which there is one at least. */
  public boolean isRunning() {
    return state.equals("RUNNING")
        && !tasks.isEmpty()
        && tasks.stream().allMatch(task -> task.state().equals("RUNNING"));
  }

  /** The connector or one of its tasks has failed. */
  public boolean isFailed() {
    return state.equals("FAILED") || tasks.stream().anyMatch(task -> task.state().equals("FAILED"));
  }

  /** The traces of what failed; empty when nothing did. */
  public String traces() {
    StringBuilder traces = new StringBuilder(trace);
    tasks.forEach(task -> traces.append(task.trace()));
    return traces.toString();
  }
}
