package io.walmirror.stack.up.shop;

import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;

/**
 * What happens in the shop. Each deed is the inside of one transaction; it touches several rows and
 * tables, sets columns to NULL and back, and writes texts that are easy to damage on the way.
 *
 * <p>Used by one thread.
 */
final class ShopDeeds {

  private static final List<String> NAMES =
      List.of(
          "Ada Lovelace",
          "Zoë O'Neil",
          "李雷",
          "Søren \"Sam\" Kjær",
          "Ana: María; Núñez",
          "Ὑπατία",
          "Tab\there",
          "  two spaces  ",
          "Robin 🦊 Fox",
          "Percy 100% {sure}");
  private static final List<String> COUNTRIES = List.of("DE", "FR", "JP", "BR", "KE");
  private static final List<String> THINGS =
      List.of("kettle", "lamp", "chair", "teapot", "rug", "clock", "mirror", "desk");
  private static final List<String> NOTES =
      List.of("", "leave it at the door", "line one\nline two", "a \\ and a '", "ring twice: 7%");

  private final Random random;

  ShopDeeds(Random random) {
    this.random = random;
  }

  void signUp(ShopTransaction open) throws SQLException {
    String name = one(NAMES);
    open.create(
        ShopTable.CUSTOMERS,
        "INSERT INTO shop.customers"
            + " (reference, name, email, country, born, newsletter, settings, joined_at)"
            + " VALUES (?, ?, ?, ?, ?::date, ?, ?::jsonb, clock_timestamp()) RETURNING id",
        UUID.nameUUIDFromBytes(bytes()),
        name,
        maybe("c" + random.nextInt(1_000_000) + "@example.com"),
        maybe(one(COUNTRIES)),
        maybe(19 + "" + (40 + random.nextInt(60)) + "-0" + (1 + random.nextInt(9)) + "-15"),
        random.nextBoolean(),
        maybe("{\"theme\": \"dark\", \"size\": " + random.nextInt(40) + ", \"tags\": [1, null]}"));
  }

  void changeCustomer(ShopTransaction open) throws SQLException {
    OptionalLong customer = open.any(ShopTable.CUSTOMERS);
    if (customer.isPresent()) {
      open.change(
          ShopTable.CUSTOMERS,
          ChangeKind.UPDATE,
          "UPDATE shop.customers SET email = ?, settings = ?::jsonb, newsletter = NOT newsletter"
              + " WHERE id = ?",
          maybe("new" + random.nextInt(1_000_000) + "@example.com"),
          maybe("{\"visits\": " + random.nextInt(1000) + "}"),
          customer.getAsLong());
    }
  }

  /** Removes a customer who has no orders, once there are many customers. */
  void forgetCustomer(ShopTransaction open) throws SQLException {
    open.change(
        ShopTable.CUSTOMERS,
        ChangeKind.DELETE,
        "DELETE FROM shop.customers WHERE id = (SELECT id FROM shop.customers c WHERE NOT EXISTS"
            + " (SELECT 1 FROM shop.orders o WHERE o.customer_id = c.id)"
            + " AND (SELECT count(*) FROM shop.customers) > 100 ORDER BY id LIMIT 1)");
  }

  void addProduct(ShopTransaction open) throws SQLException {
    String thing = one(THINGS);
    open.create(
        ShopTable.PRODUCTS,
        "INSERT INTO shop.products (sku, name, price, stock, available, attributes, changed_at)"
            + " VALUES (?, ?, ?::numeric, ?, ?, ?::jsonb, clock_timestamp()) RETURNING id",
        thing.substring(0, 3) + "-" + UUID.nameUUIDFromBytes(bytes()).toString().substring(0, 13),
        thing,
        price(),
        random.nextInt(500),
        random.nextBoolean() ? Boolean.TRUE : null,
        maybe("{\"colour\": \"r\\u00f8d\", \"weight\": " + random.nextInt(100) / 8.0 + "}"));
  }

  void reprice(ShopTransaction open) throws SQLException {
    for (int i = 0; i < 2; i++) {
      OptionalLong product = open.any(ShopTable.PRODUCTS);
      if (product.isPresent()) {
        open.change(
            ShopTable.PRODUCTS,
            ChangeKind.UPDATE,
            "UPDATE shop.products SET price = ?::numeric, available = ?, changed_at = ?::timestamptz"
                + " WHERE id = ?",
            price(),
            random.nextInt(3) == 0 ? null : random.nextBoolean(),
            maybe("2026-01-01 10:00:00." + random.nextInt(1_000_000) + "+02"),
            product.getAsLong());
      }
    }
  }

  /** Places an order with some lines and takes the products off the stock: the order's id. */
  OptionalLong placeOrder(ShopTransaction open) throws SQLException {
    OptionalLong customer = open.any(ShopTable.CUSTOMERS);
    OptionalLong product = open.any(ShopTable.PRODUCTS);
    if (customer.isEmpty() || product.isEmpty()) {
      return OptionalLong.empty();
    }
    long order =
        open.create(
            ShopTable.ORDERS,
            "INSERT INTO shop.orders (customer_id, status, total, note, placed_at)"
                + " VALUES (?, 'placed', ?::numeric, ?, clock_timestamp()) RETURNING id",
            customer.getAsLong(),
            price(),
            maybe(one(NOTES)));
    int lines = 1 + random.nextInt(3);
    for (int line = 1; line <= lines; line++) {
      long bought = open.any(ShopTable.PRODUCTS).orElse(product.getAsLong());
      open.change(
          ShopTable.ORDER_ITEMS,
          ChangeKind.CREATE,
          "INSERT INTO shop.order_items (order_id, line, product_id, quantity, price, gift)"
              + " VALUES (?, ?, ?, ?, ?::numeric, ?)",
          order,
          line,
          bought,
          1 + random.nextInt(5),
          price(),
          random.nextInt(3) == 0 ? null : random.nextBoolean());
      open.change(
          ShopTable.PRODUCTS,
          ChangeKind.UPDATE,
          "UPDATE shop.products SET stock = stock - 1 WHERE id = ?",
          bought);
    }
    return OptionalLong.of(order);
  }

  void pay(ShopTransaction open) throws SQLException {
    OptionalLong order = open.any(ShopTable.ORDERS);
    if (order.isPresent()) {
      open.change(
          ShopTable.ORDERS,
          ChangeKind.UPDATE,
          "UPDATE shop.orders SET status = 'paid', paid_at = clock_timestamp(), note = NULL"
              + " WHERE id = ?",
          order.getAsLong());
    }
  }

  /** Delivers an order, or takes it back: the date comes and goes. */
  void deliver(ShopTransaction open) throws SQLException {
    OptionalLong order = open.any(ShopTable.ORDERS);
    if (order.isPresent()) {
      open.change(
          ShopTable.ORDERS,
          ChangeKind.UPDATE,
          "UPDATE shop.orders SET note = ?,"
              + " status = CASE WHEN delivered_on IS NULL THEN 'delivered' ELSE 'returned' END,"
              + " delivered_on = CASE WHEN delivered_on IS NULL THEN current_date END"
              + " WHERE id = ?",
          maybe(one(NOTES)),
          order.getAsLong());
    }
  }

  /** Takes the last line out of an order that has several. */
  void dropLine(ShopTransaction open) throws SQLException {
    OptionalLong order = open.any(ShopTable.ORDERS);
    if (order.isPresent()) {
      open.change(
          ShopTable.ORDER_ITEMS,
          ChangeKind.DELETE,
          "DELETE FROM shop.order_items WHERE order_id = ? AND line > 1 AND line ="
              + " (SELECT max(line) FROM shop.order_items WHERE order_id = ?)",
          order.getAsLong(),
          order.getAsLong());
    }
  }

  /** Gives the last line of an order another number: its primary key moves. */
  void moveLine(ShopTransaction open) throws SQLException {
    OptionalLong order = open.any(ShopTable.ORDERS);
    if (order.isPresent()) {
      open.change(
          ShopTable.ORDER_ITEMS,
          ChangeKind.UPDATE,
          "UPDATE shop.order_items SET line = line + 1, quantity = quantity + 1"
              + " WHERE order_id = ? AND line ="
              + " (SELECT max(line) FROM shop.order_items WHERE order_id = ?)",
          order.getAsLong(),
          order.getAsLong());
    }
  }

  void removeOrder(ShopTransaction open, long order) throws SQLException {
    open.change(
        ShopTable.ORDER_ITEMS,
        ChangeKind.DELETE,
        "DELETE FROM shop.order_items WHERE order_id = ?",
        order);
    open.change(ShopTable.ORDERS, ChangeKind.DELETE, "DELETE FROM shop.orders WHERE id = ?", order);
  }

  private String maybe(String value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  private String price() {
    return random.nextInt(1000) + "." + (10 + random.nextInt(90));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return bytes;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
