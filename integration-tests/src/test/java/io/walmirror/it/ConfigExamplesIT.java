package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.stack.Stack;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.server.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every example in {@code config-examples/}, as it is in the repository. */
@ExtendWith(SharedStack.class)
class ConfigExamplesIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private ConnectRest rest;
  private Shop shop;
  private RespClient redis;

  @BeforeEach
  void createShop(Stack stack) throws IOException {
    rest = stack.connect().rest();
    redis = stack.redis().client();
    shop = Shop.open(stack);
  }

  @AfterEach
  void leaveNothing() {
    shop.close();
    redis.call("FLUSHDB");
    redis.close();
  }

  @Test
  void everyExampleIsValidAndRunsAsItIs() throws IOException {
    List<Path> files = examples();
    assertThat(files).as("examples in %s", Shop.EXAMPLES).isNotEmpty();
    for (Path file : files) {
      JsonNode example = read(file);
      Map<String, String> config = new LinkedHashMap<>();
      example
          .path("config")
          .properties()
          .forEach(e -> config.put(e.getKey(), e.getValue().asText()));
      config.put("name", example.path("name").asText());
      assertThat(rest.errors(config.get("connector.class"), config)).as("%s", file).isEmpty();

      shop.post(file);
      rest.waitUntilRunning(example.path("name").asText(), LIMIT);
    }
    shop.awaitSources(
        (int)
            files.stream()
                .filter(file -> !read(file).path("config").path("slot.name").isMissingNode())
                .count());
    Database database = shop.database();
    database.execute(
        "INSERT INTO shop.products (id, sku, name, price, stock) VALUES (7, 'L-1', 'Lamp', 9.90, 3)");

    RecipeChecks.write(database, redis);
    for (Path file : files) {
      if (file.getParent().endsWith("recipes")) {
        RecipeChecks.await(file, redis);
        continue;
      }
      String keyspace = read(file).path("config").path("redis.keyspace").asText("");
      if (!keyspace.isEmpty()) {
        String key = keyspace.replace("${table}", "products") + ":7";
        Await.until(key, () -> "9.90".equals(redis.text("HGET", key, "price")));
      }
    }
    Proof.row(
        "Every file in config-examples is valid and runs as it is",
        "ConfigExamplesIT.everyExampleIsValidAndRunsAsItIs",
        files.size() + " files posted; a row of the shop awaited under each sink's key",
        "before the row was written its keys were absent");
  }

  private static List<Path> examples() {
    try (Stream<Path> files = Files.walk(Shop.EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
