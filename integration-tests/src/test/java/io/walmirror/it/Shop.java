package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Await;
import io.walmirror.stack.Stack;
import io.walmirror.stack.rest.ConnectRest;
import io.walmirror.stack.server.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The shop of the examples, in the database that they name, and the connectors posted to it. */
final class Shop implements AutoCloseable {

  static final Path EXAMPLES =
      Path.of(System.getProperty("walmirror.root")).resolve("config-examples");

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SLOTS =
      " FROM pg_replication_slots WHERE slot_name LIKE 'walmirror_%'";

  private final ConnectRest rest;
  private final Database database;
  private final Deque<String> connectors = new ArrayDeque<>();
  private final Deque<String> sources = new ArrayDeque<>();

  private Shop(ConnectRest rest, Database database) {
    this.rest = rest;
    this.database = database;
  }

  /** The tables that {@code ./walmirror up} creates. */
  static Shop open(Stack stack) throws IOException {
    // The database that the stack's environment names.
    Shop shop = new Shop(stack.connect().rest(), stack.postgres().database("postgres"));
    try (InputStream sql = Stack.class.getResourceAsStream("up/shop/shop.sql")) {
      assertThat(sql).as("shop.sql of the stack").isNotNull();
      shop.database.execute(
          "CREATE SCHEMA shop", new String(sql.readAllBytes(), StandardCharsets.UTF_8));
    }
    return shop;
  }

  Database database() {
    return database;
  }

  /** Posts that file as it is; the connector goes with the shop, and what is stored of a source. */
  void post(Path file) throws IOException {
    String name = rest.create(file);
    connectors.push(name);
    if (Files.readString(file).contains("\"slot.name\"")) {
      sources.push(name);
    }
  }

  /** Waits until that many sources stream. */
  void awaitSources(int count) {
    Await.until(
        count + " slots are used",
        () -> database.value("SELECT count(*)" + SLOTS + " AND active").equals("" + count));
  }

  @Override
  public void close() {
    for (String source : sources) {
      rest.stop(source, LIMIT);
      rest.resetOffsets(source);
    }
    connectors.forEach(rest::delete);
    awaitSources(0);
    for (var slot : database.rows("SELECT slot_name" + SLOTS)) {
      database.execute(
          "SELECT pg_drop_replication_slot('" + slot.get(0) + "')",
          "DROP PUBLICATION IF EXISTS " + slot.get(0));
    }
    database.execute("DROP SCHEMA IF EXISTS shop CASCADE");
  }
}
