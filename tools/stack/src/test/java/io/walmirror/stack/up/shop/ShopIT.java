package io.walmirror.stack.up.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shop's day in a real PostgreSQL. */
class ShopIT {

  private static final long SEED = 20261121;

  private static Stack stack;

  @BeforeAll
  static void start() {
    stack = Stack.start(StackOptions.only(Part.POSTGRES));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  /** Remembers orders, and lets the first go only when enough were placed. */
  private static class Orders implements LiveChanges.Listener {
    private final Set<Long> placed = ConcurrentHashMap.newKeySet();
    private final CountDownLatch enough;
    private final CountDownLatch failed = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);

    Orders(int enough) {
      this.enough = new CountDownLatch(enough);
    }

    @Override
    public void orderCommitted(long id, Instant at, long nanos) {
      placed.add(id);
      enough.countDown();
    }

    @Override
    public boolean isAwaited(long id) {
      return enough.getCount() > 0;
    }

    @Override
    public void changesFailed(SQLException reason) {
      failed.countDown();
    }

    @Override
    public void changesGoOn() {
      goesOn.countDown();
    }
  }

  private static long count(Database database, ShopTable table) {
    return Long.parseLong(database.value("SELECT count(*) FROM shop." + table.sqlName()));
  }

  @Test
  void whatIsCountedIsWhatWasCommitted() throws Exception {
    try (Database database = stack.postgres().freshDatabase()) {
      ChangeCounts counts = new ChangeCounts();
      try (Connection connection = database.connect()) {
        ShopSchema.create(connection);
        assertThat(ShopSchema.exists(connection)).isTrue();
        LiveChanges.seed(connection, new Random(SEED), counts);
      }
      Orders orders = new Orders(100);
      try (LiveChanges changes =
          LiveChanges.start(database::connect, new Random(SEED), counts, orders, 1000)) {
        assertThat(changes).isNotNull();
        assertThat(orders.enough.await(60, TimeUnit.SECONDS)).isTrue();
      }

      for (ShopTable table : ShopTable.values()) {
        assertThat(counts.of(table, ChangeKind.CREATE) - counts.of(table, ChangeKind.DELETE))
            .as(table.sqlName() + ", seed " + SEED)
            .isEqualTo(count(database, table));
      }
      assertThat(counts.of(ChangeKind.UPDATE)).isPositive();
      assertThat(database.value("SELECT count(*) FROM shop.orders WHERE note IS NULL"))
          .isNotEqualTo("0");
    }
  }

  @Test
  void anOrderThatIsAwaitedIsNotRemoved() throws Exception {
    try (Database database = stack.postgres().freshDatabase()) {
      try (Connection connection = database.connect()) {
        ShopSchema.create(connection);
        LiveChanges.seed(connection, new Random(SEED), new ChangeCounts());
      }
      Orders orders = new Orders(60);
      ChangeCounts counts = new ChangeCounts();
      try (LiveChanges changes =
          LiveChanges.start(
              database::connect,
              new Random(SEED),
              counts,
              new Orders(Integer.MAX_VALUE) {
                @Override
                public void orderCommitted(long id, Instant at, long nanos) {
                  orders.orderCommitted(id, at, nanos);
                }
              },
              1000)) {
        assertThat(changes).isNotNull();
        assertThat(orders.enough.await(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(counts.of(ShopTable.ORDERS, ChangeKind.DELETE)).isZero();
    }
  }

  @Test
  void theShopGoesOnAfterItsServerWasKilled() throws Exception {
    try (Database database = stack.postgres().freshDatabase()) {
      try (Connection connection = database.connect()) {
        ShopSchema.create(connection);
        LiveChanges.seed(connection, new Random(SEED), new ChangeCounts());
      }
      Orders orders = new Orders(1);
      try (LiveChanges changes =
          LiveChanges.start(database::connect, new Random(SEED), new ChangeCounts(), orders, 200)) {
        assertThat(changes).isNotNull();
        assertThat(orders.enough.await(60, TimeUnit.SECONDS)).isTrue();
        stack.postgres().kill();
        assertThat(orders.failed.await(60, TimeUnit.SECONDS)).isTrue();
        stack.postgres().start();
        assertThat(orders.goesOn.await(60, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void aDroppedSchemaIsGone() throws Exception {
    try (Database database = stack.postgres().freshDatabase();
        Connection connection = database.connect()) {
      ShopSchema.create(connection);
      ShopSchema.drop(connection);
      ShopSchema.drop(connection);

      assertThat(ShopSchema.exists(connection)).isFalse();
    }
  }
}
