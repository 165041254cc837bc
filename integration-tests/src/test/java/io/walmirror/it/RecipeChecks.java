package io.walmirror.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.scene.Await;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What each file in {@code config-examples/recipes/} leaves in Redis once the shop has changed. */
final class RecipeChecks {

  /** What Redis is asked, and what it says in the end. */
  private record Answer(String expected, List<String> question) {
    static Answer of(String expected, String... question) {
      return new Answer(expected, List.of(question));
    }
  }

  private static final Map<String, List<Answer>> ANSWERS =
      Map.of(
          "keys.json",
          List.of(Answer.of("2", "HGET", "order:5/line:1", "quantity")),
          "expiry.json",
          List.of(
              Answer.of("new", "HGET", "hour/orders:5", "status"),
              Answer.of("1", "PERSIST", "hour/orders:5")),
          "mappings.json",
          List.of(
              Answer.of("new", "HGET", "two/orders:5", "status"),
              Answer.of("Ada", "HGET", "two/customers:3", "name"),
              Answer.of("0", "EXISTS", "page/order/5")));

  private RecipeChecks() {}

  /** The changes that the answers come from. */
  static void write(Database database, RespClient redis) {
    redis.call("SET", "page/order/5", "cached");
    database.execute(
        "INSERT INTO shop.customers (id, reference, name, newsletter, joined_at)"
            + " VALUES (3, gen_random_uuid(), 'Ada', true, now())",
        "INSERT INTO shop.orders (id, customer_id, status, total, placed_at)"
            + " VALUES (5, 3, 'new', 19.80, now())",
        "INSERT INTO shop.order_items (order_id, line, product_id, quantity, price)"
            + " VALUES (5, 1, 7, 2, 9.90)");
  }

  static void await(Path recipe, RespClient redis) {
    String name = recipe.getFileName().toString();
    assertThat(ANSWERS).as("what the recipe %s leaves is known here", name).containsKey(name);
    for (Answer answer : ANSWERS.get(name)) {
      String[] question = answer.question.toArray(String[]::new);
      Await.until(
          name + ": " + String.join(" ", question),
          () -> answer.expected.equals(String.valueOf(redis.call(question))));
    }
  }
}
