package io.walmirror.stack.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.walmirror.stack.up.running.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connector's JSON in the repository: {@code {"name": …, "config": {…}}}.
 *
 * @param text the file as it is
 */
record ConnectorFile(Path path, String text, String name, Map<String, String> config) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]*)}");

  ConnectorFile {
    config = Map.copyOf(config);
  }

  static ConnectorFile read(Path path) {
    try {
      String text = Files.readString(path);
      JsonNode root = JSON.readTree(text);
      Map<String, String> config = new LinkedHashMap<>();
      root.path("config").properties().forEach(e -> config.put(e.getKey(), e.getValue().asText()));
      return new ConnectorFile(path, text, root.path("name").asText(), config);
    } catch (IOException e) {
      throw new UpException(ExitCode.UNREACHABLE, "cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  String connectorClass() {
    return config.get("connector.class");
  }

  /** What stands before a row's key in Redis, with {@code ${table}}; empty for a source. */
  Optional<String> keyspace() {
    return Optional.ofNullable(config.get("redis.uri"))
        .map(uri -> config.getOrDefault("redis.keyspace", "${table}"));
  }

  /** The settings with the variables' values in their places. */
  Map<String, String> configWith(Map<String, String> environment) {
    Map<String, String> filled = new LinkedHashMap<>();
    config.forEach((key, value) -> filled.put(key, fill(value, environment)));
    return filled;
  }

  /** JSON as the file has it, with the variables' values, for a worker that does not know them. */
  String textWith(Map<String, String> environment) {
    ObjectNode root = JSON.createObjectNode();
    root.put("name", name);
    ObjectNode filled = root.putObject("config");
    configWith(environment).forEach(filled::put);
    return root.toString();
  }

  private static String fill(String value, Map<String, String> environment) {
    Matcher variables = VARIABLE.matcher(value);
    return variables.replaceAll(
        found -> Matcher.quoteReplacement(environment.getOrDefault(found.group(1), found.group())));
  }
}
