package io.walmirror.stack.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The REST API of a Connect worker. A request that a rebalance turns away is repeated; any other
 * refusal is a {@link RestException}. Safe for use by several threads.
 */
public final class ConnectRest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RestRequests requests;

  public ConnectRest(URI root) {
    this.requests = new RestRequests(root);
  }

  /** The names of all connectors. */
  public List<String> connectors() {
    List<String> names = new ArrayList<>();
    get("/connectors").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** Creates a connector from JSON of the form {@code {"name": …, "config": {…}}}; its name. */
  public String create(String json) {
    return requests.send("POST", "/connectors", json).path("name").asText();
  }

  /** Creates a connector from such a file, as it is. */
  public String create(Path file) {
    try {
      return create(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Creates a connector or changes its settings. */
  public void put(String name, Map<String, String> config) {
    requests.send("PUT", connector(name) + "/config", object(config).toString());
  }

  public Map<String, String> config(String name) {
    Map<String, String> config = new LinkedHashMap<>();
    get(connector(name) + "/config")
        .properties()
        .forEach(e -> config.put(e.getKey(), e.getValue().asText()));
    return config;
  }

  public void delete(String name) {
    requests.send("DELETE", connector(name), null);
  }

  public ConnectorStatus status(String name) {
    return ConnectorStatus.of(get(connector(name) + "/status"));
  }

  /** Waits until the connector and its tasks run; a failed one ends the waiting with its trace. */
  public ConnectorStatus waitUntilRunning(String name, Duration limit) {
    return new StatusWait(this, name).until(ConnectorStatus::isRunning, "running", limit, true);
  }

  /** Waits until the connector or a task of it has failed. */
  public ConnectorStatus waitUntilFailed(String name, Duration limit) {
    return new StatusWait(this, name).until(ConnectorStatus::isFailed, "failed", limit, false);
  }

  /** Stops the connector, as {@link #resetOffsets} asks for, and waits until its tasks are gone. */
  public void stop(String name, Duration limit) {
    requests.send("PUT", connector(name) + "/stop", null);
    new StatusWait(this, name)
        .until(s -> s.state().equals("STOPPED") && s.tasks().isEmpty(), "stopped", limit, false);
  }

  public void pause(String name) {
    requests.send("PUT", connector(name) + "/pause", null);
  }

  /** Lets a paused or stopped connector go on. */
  public void resume(String name) {
    requests.send("PUT", connector(name) + "/resume", null);
  }

  /** Restarts the connector with all its tasks. */
  public void restart(String name) {
    requests.send("POST", connector(name) + "/restart?includeTasks=true&onlyFailed=false", null);
  }

  public void restartTask(String name, int task) {
    requests.send("POST", connector(name) + "/tasks/" + task + "/restart", null);
  }

  /** The stored offsets: {@code {"offsets": [{"partition": {…}, "offset": {…}}, …]}}. */
  public JsonNode offsets(String name) {
    return get(connector(name) + "/offsets");
  }

  /** Forgets a stopped connector's offsets. */
  public void resetOffsets(String name) {
    requests.send("DELETE", connector(name) + "/offsets", null);
  }

  /** Changes a stopped connector's offsets; JSON as {@link #offsets} has it. */
  public void alterOffsets(String name, String json) {
    requests.send("PATCH", connector(name) + "/offsets", json);
  }

  /** What the connector's class says of these settings. */
  public JsonNode validate(String connectorClass, Map<String, String> config) {
    Map<String, String> all = new LinkedHashMap<>(config);
    all.putIfAbsent("connector.class", connectorClass);
    return requests.send(
        "PUT",
        "/connector-plugins/" + escaped(connectorClass) + "/config/validate",
        object(all).toString());
  }

  /** The settings that {@link #validate} finds fault with, each with what it says. */
  public Map<String, List<String>> errors(String connectorClass, Map<String, String> config) {
    Map<String, List<String>> errors = new LinkedHashMap<>();
    for (JsonNode each : validate(connectorClass, config).path("configs")) {
      JsonNode value = each.path("value");
      List<String> messages = new ArrayList<>();
      value.path("errors").forEach(message -> messages.add(message.asText()));
      if (!messages.isEmpty()) {
        errors.put(value.path("name").asText(), List.copyOf(messages));
      }
    }
    return errors;
  }

  /** The classes of all plugins: connectors, transforms, predicates, converters. */
  public List<String> plugins() {
    List<String> classes = new ArrayList<>();
    get("/connector-plugins?connectorsOnly=false")
        .forEach(plugin -> classes.add(plugin.path("class").asText()));
    return classes;
  }

  /** Sets a logger's level in the worker. */
  public void logLevel(String logger, String level) {
    requests.send("PUT", "/admin/loggers/" + escaped(logger), "{\"level\": \"" + level + "\"}");
  }

  public JsonNode get(String path) {
    return requests.send("GET", path, null);
  }

  /** Any request, answered by whatever status it gets; {@code body} may be null. */
  public RestAnswer request(String method, String path, String body) {
    return requests.once(method, path, body);
  }

  static JsonNode parse(String text) {
    try {
      return text.isBlank() ? JsonNodeFactory.instance.missingNode() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.textNode(text);
    }
  }

  private static ObjectNode object(Map<String, String> config) {
    ObjectNode object = JSON.createObjectNode();
    config.forEach(object::put);
    return object;
  }

  private static String connector(String name) {
    return "/connectors/" + escaped(name);
  }

  private static String escaped(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
