package io.walmirror.stack.up.shop;

import java.util.Locale;

/** The tables of the schema {@code shop}, in the order in which their rows depend on each other. */
public enum ShopTable {
  CUSTOMERS,
  PRODUCTS,
  ORDERS,
  ORDER_ITEMS;

  /** The name in SQL, and the keyspace in Redis. */
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
