package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions that were replayed from another server, and those that were not. */
class OriginScenariosIT extends Scenarios {

  @BeforeEach
  void createOrigins() {
    database.execute(
        "SELECT pg_replication_origin_create('a_' || current_database())",
        "SELECT pg_replication_origin_create('b_' || current_database())");
  }

  @AfterEach
  void dropOrigins() {
    database.execute(
        "SELECT pg_replication_origin_drop('a_' || current_database())",
        "SELECT pg_replication_origin_drop('b_' || current_database())");
  }

  @Test
  @Covers(38)
  void anOriginIsNamedWithItsLsn() throws SQLException {
    try (RunningTask task = start()) {
      replay("a", "1/23", "INSERT INTO item VALUES (1, 'a', 1), (2, 'b', 1)");
      List<Event> events = Event.of(task.await(2));

      assertThat(events)
          .extracting(event -> event.source().getString("origin"))
          .containsOnly("a_" + database.name());
      assertThat(events)
          .extracting(event -> event.source().getInt64("origin_lsn"))
          .containsOnly(0x1_0000_0023L);
    }
  }

  @Test
  @Covers(38)
  void aLocalTransactionHasNone() {
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (1, 'a', 1)");
      Event event = Event.of(task.await(1)).get(0);

      assertThat(event.source().get("origin")).isNull();
      assertThat(event.source().get("origin_lsn")).isNull();
    }
  }

  @Test
  @Covers(38)
  void anOriginDoesNotLeakIntoTheNextTransaction() throws SQLException {
    try (RunningTask task = start()) {
      replay("a", "0/11", "INSERT INTO item VALUES (1, 'a', 1)");
      database.execute("INSERT INTO item VALUES (2, 'b', 1)");
      replay("b", "0/22", "INSERT INTO item VALUES (3, 'c', 1)");
      database.execute("UPDATE item SET name = 'd' WHERE id = 3");

      assertThat(Event.of(task.await(4)))
          .extracting(event -> event.source().getString("origin"))
          .containsExactly("a_" + database.name(), null, "b_" + database.name(), null);
    }
  }

  @Test
  @Covers(38)
  void anOriginIsThereAgainAfterARestartInsideItsTransaction() throws SQLException {
    try (RunningTask task = start()) {
      replay("a", "0/33", "INSERT INTO item SELECT g, 'a', 1 FROM generate_series(1, 5) g");
      task.store(task.await(5).get(1));
    }
    try (RunningTask task = start()) {
      database.execute("INSERT INTO item VALUES (6, 'b', 1)");
      List<Event> events = Event.of(task.await(4));

      assertThat(events).extracting(Event::id).containsExactly(3L, 4L, 5L, 6L);
      String origin = "a_" + database.name();
      assertThat(events)
          .extracting(event -> event.source().getString("origin"))
          .containsExactly(origin, origin, origin, null);
      assertThat(events.get(2).source().getInt64("origin_lsn")).isEqualTo(0x33);
    }
  }

  @Test
  @Covers(38)
  void anOriginIsNamedInATransactionThatIsSentWhileItIsOpen() throws SQLException {
    settings.put("database.options", "-c logical_decoding_work_mem=64kB");
    try (RunningTask task = start()) {
      replay(
          "a",
          "0/44",
          "INSERT INTO item SELECT g, repeat('x', 100), 1 FROM generate_series(1, 2000) g");
      List<Event> events = Event.of(task.await(2000));

      assertThat(events)
          .extracting(event -> event.source().getString("origin"))
          .containsOnly("a_" + database.name());
      task.await(
          "streamed transaction",
          running ->
              database
                  .value(
                      "SELECT stream_txns > 0 FROM pg_stat_replication_slots WHERE slot_name ="
                          + " current_database()")
                  .equals("t"));
    }
  }

  /** Commits a statement as replayed from that origin. */
  private void replay(String origin, String lsn, String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      run(
          connection,
          "SELECT pg_replication_origin_session_setup('" + origin + "_' || current_database())");
      connection.setAutoCommit(false);
      run(connection, "SELECT pg_replication_origin_xact_setup('" + lsn + "', now())");
      run(connection, sql);
      connection.commit();
      run(connection, "SELECT pg_replication_origin_session_reset()");
      connection.commit();
    }
  }
}
