package io.walmirror.bench.sink;

import io.walmirror.bench.orders.Order;
import io.walmirror.bench.result.WrongResultException;
import io.walmirror.stack.resp.RespClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks that Redis holds the orders as they were written last. */
final class WrittenOrders {

  private static final String PREFIX = "orders:";
  private static final String VERSION = "_v";
  private static final int SAMPLES = 500;

  private final RespClient redis;
  private final String contender;
  private final boolean fenced;

  WrittenOrders(RespClient redis, String contender, boolean fenced) {
    this.redis = redis;
    this.contender = contender;
    this.fenced = fenced;
  }

  /** All of them are there and nothing else, and every so many-th has the right fields. */
  void check(int rows, int passes) {
    long keys = keys();
    if (keys != rows) {
      throw new WrongResultException(
          contender + " left " + keys + " orders in Redis, but wrote " + rows);
    }
    int step = Math.max(1, rows / SAMPLES);
    for (int id = 0; id < rows; id += step) {
      checkOrder(new Order(id, passes - 1));
    }
  }

  private long keys() {
    long keys = 0;
    String cursor = "0";
    do {
      List<?> answer = (List<?>) redis.call("SCAN", cursor, "MATCH", PREFIX + "*", "COUNT", "5000");
      cursor = answer.get(0).toString();
      keys += ((List<?>) answer.get(1)).size();
    } while (!cursor.equals("0"));
    return keys;
  }

  private void checkOrder(Order order) {
    Map<String, String> found = new TreeMap<>();
    List<String> fields = redis.texts("HGETALL", PREFIX + order.id());
    for (int i = 0; i < fields.size(); i += 2) {
      found.put(fields.get(i), fields.get(i + 1));
    }
    String version = found.remove(VERSION);
    if (fenced != (version != null && version.startsWith("p"))) {
      throw new WrongResultException(
          contender + " left order " + order.id() + (fenced ? " without" : " with") + " version");
    }
    Map<String, String> due = new TreeMap<>(order.columns());
    if (!found.equals(due)) {
      throw new WrongResultException(
          contender + " left order " + order.id() + " as " + found + ", but it is " + due);
    }
  }
}
