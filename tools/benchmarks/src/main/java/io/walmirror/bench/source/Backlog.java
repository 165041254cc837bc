package io.walmirror.bench.source;

import io.walmirror.stack.server.Database;
import java.util.List;

/**
 * Row changes in the log that nobody has read: orders in transactions of a hundred changes (60
 * inserts, 30 updates, 10 deletes), with a slot that stands before the first of them. The slot is
 * never read from: each drain gets a copy of it, and so the same log.
 */
final class Backlog {

  static final String TABLE = "shop.orders";

  private static final int INSERTS = 60;
  private static final int UPDATES = 30;
  private static final int DELETES = 10;
  private static final int CHANGES = INSERTS + UPDATES + DELETES;

  private final Database database;
  private final int transactions;
  private final long lsn;

  private Backlog(Database database, int transactions, long lsn) {
    this.database = database;
    this.transactions = transactions;
    this.lsn = lsn;
  }

  /** Writes that many changes, rounded up to whole transactions, into an empty database. */
  static Backlog write(Database database, int changes) {
    int transactions = (changes + CHANGES - 1) / CHANGES;
    database.execute(
        "CREATE SCHEMA shop",
        """
        CREATE TABLE shop.orders (
          id bigint PRIMARY KEY,
          customer text NOT NULL,
          amount numeric(12,2),
          quantity integer,
          paid boolean,
          created_at timestamptz NOT NULL,
          updated_at timestamptz,
          details jsonb)
        """,
        """
        CREATE FUNCTION shop.some_orders(first bigint, n integer) RETURNS SETOF shop.orders
        LANGUAGE sql STABLE AS $$
          SELECT id,
                 'Customer ' || md5(id::text),
                 (id * 7919 % 1000000) / 100.0,
                 (id % 17)::integer,
                 id % 3 = 0,
                 timestamptz '2026-01-01 00:00:00Z' + id * interval '1.000123 seconds',
                 CASE WHEN id % 5 > 0
                   THEN timestamptz '2026-06-01 00:00:00Z' + id * interval '1.5 seconds' END,
                 jsonb_build_object('sku', 'SKU-' || id % 1000, 'colour', 'blue', 'weight', 1.25,
                                    'tags', jsonb_build_array('new', 'gift', id % 7))
          FROM generate_series(first, first + n - 1) AS id
        $$
        """,
        // Its statements see each other's rows and commit a hundred changes at a time.
        """
        CREATE PROCEDURE shop.change_orders(first integer, last integer)
        LANGUAGE plpgsql AS $$
        DECLARE
          updated integer;
          deleted integer;
        BEGIN
          FOR t IN first..last LOOP
            INSERT INTO shop.orders SELECT * FROM shop.some_orders(t * 60::bigint, 60);
            UPDATE shop.orders SET amount = amount + 1, paid = NOT paid, updated_at = created_at
              WHERE id >= (t - 1) * 60::bigint AND id < (t - 1) * 60::bigint + 30;
            GET DIAGNOSTICS updated = ROW_COUNT;
            DELETE FROM shop.orders
              WHERE id >= (t - 2) * 60::bigint + 50 AND id < (t - 2) * 60::bigint + 60;
            GET DIAGNOSTICS deleted = ROW_COUNT;
            IF updated <> 30 OR deleted <> 10 THEN
              RAISE 'transaction % updated % and deleted % rows', t, updated, deleted;
            END IF;
            COMMIT;
          END LOOP;
        END $$
        """,
        "INSERT INTO shop.orders SELECT * FROM shop.some_orders(0, 120)",
        "CREATE PUBLICATION " + database.publication() + " FOR TABLE shop.orders",
        "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    String position =
        database.value(
            "SELECT confirmed_flush_lsn - '0/0'::pg_lsn FROM pg_replication_slots"
                + " WHERE slot_name = '"
                + database.slot()
                + "'");
    database.execute("CALL shop.change_orders(2, " + (transactions + 1) + ")", "CHECKPOINT");
    return new Backlog(database, transactions, Long.parseLong(position));
  }

  Counts counts() {
    long n = transactions;
    return new Counts(n * INSERTS, n * UPDATES, n * DELETES, n * DELETES);
  }

  /** Where its log begins. */
  long lsn() {
    return lsn;
  }

  /** Bytes in the log since its beginning. */
  long bytes() {
    return Long.parseLong(database.value("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn - " + lsn));
  }

  /** The size of an order in a table, on average. */
  long bytesOfRow() {
    return Long.parseLong(
        database.value(
            "SELECT round(avg(pg_column_size(o))) FROM (SELECT * FROM shop.orders LIMIT 1000) o"));
  }

  /** A slot of that name that stands where the log begins. */
  void copySlot(String name) {
    database.rows(
        "SELECT pg_copy_logical_replication_slot('" + database.slot() + "', '" + name + "')");
  }

  /** Drops a slot, once its walsender has gone. */
  void dropSlot(String name) {
    List<String> gone =
        List.of(
            "SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots"
                + " WHERE active AND slot_name = '"
                + name
                + "'",
            "SELECT pg_drop_replication_slot('" + name + "')");
    gone.forEach(database::rows);
  }
}
