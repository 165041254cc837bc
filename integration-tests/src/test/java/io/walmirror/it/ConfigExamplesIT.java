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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
  private static final Path EXAMPLES =
      Path.of(System.getProperty("walmirror.root")).resolve("config-examples");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SLOT = "walmirror_quickstart";

  private final List<String> created = new ArrayList<>();
  private ConnectRest rest;
  private Database database;
  private RespClient redis;

  @BeforeEach
  void createShop(Stack stack) throws IOException {
    rest = stack.connect().rest();
    redis = stack.redis().client();
    // The one that the stack's environment names.
    database = stack.postgres().database("postgres");
    database.execute("CREATE SCHEMA shop", shop());
  }

  /** The tables that {@code ./walmirror up} creates. */
  private static String shop() throws IOException {
    try (InputStream sql = Stack.class.getResourceAsStream("up/shop/shop.sql")) {
      assertThat(sql).as("shop.sql of the stack").isNotNull();
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterEach
  void leaveNothing() {
    created.forEach(rest::delete);
    redis.call("FLUSHDB");
    redis.close();
    String slots = " FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'";
    Await.until(
        "the slot is free",
        () -> database.value("SELECT count(*)" + slots + " AND active").equals("0"));
    database.execute(
        "SELECT pg_drop_replication_slot(slot_name)" + slots,
        "DROP PUBLICATION IF EXISTS " + SLOT,
        "DROP SCHEMA IF EXISTS shop CASCADE");
  }

  @Test
  void everyExampleIsValidAndRunsAsItIs() {
    List<Path> files = examples();
    assertThat(files).as("examples in %s", EXAMPLES).isNotEmpty();
    for (Path file : files) {
      JsonNode example = read(file);
      Map<String, String> config = new LinkedHashMap<>();
      example
          .path("config")
          .properties()
          .forEach(e -> config.put(e.getKey(), e.getValue().asText()));
      config.put("name", example.path("name").asText());
      assertThat(rest.errors(config.get("connector.class"), config)).as("%s", file).isEmpty();

      created.add(rest.create(file));
      rest.waitUntilRunning(example.path("name").asText(), LIMIT);
    }
    Await.until(
        "the slot is used",
        () ->
            database
                .value(
                    "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '"
                        + SLOT
                        + "'")
                .equals("1"));
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
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
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
