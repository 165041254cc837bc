package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.fuzz.RecordedSession;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Records what a server sends for a workload with every kind of message. The sessions that are kept
 * for the fuzz tests were recorded by it, with {@code -Dwalmirror.record=<folder>}.
 */
class RecordedSessionsIT extends Scenarios {

  private static final String TYPES =
      "b boolean, s smallint, i integer, l bigint, f real, d double precision, n numeric, n2"
          + " numeric(12,3), t text, v varchar(20), c char(5), y bytea, u uuid, j json, jb jsonb,"
          + " x xml, dt date, tm time, tmz timetz, ts timestamp, ts3 timestamp(3), tz timestamptz,"
          + " iv interval, ip inet, net cidr, m6 macaddr, m8 macaddr8, b1 bit(1), b9 bit(9), vb"
          + " varbit, p point, tsv tsvector, mood mood, ia integer[], ta text[], na numeric[]";

  private static final String VALUES =
      "true, -7, 12345678, -9000000000, 1.5, -2.25e100, 12345678901234567890.0123, 1.250, 'text ü',"
          + " 'varchar', 'ab', '\\x00ff10', '6c1f4a1e-8a4c-4c0e-9a51-3b1a86e0f3a1', '{\"a\": 1}',"
          + " '{\"b\": [1, 2]}', '<a>b</a>', '2024-02-29', '23:59:59.123456', '12:00:00+02',"
          + " '2024-02-29 12:34:56.789', '1999-12-31 23:59:59.5', '2024-02-29 12:00:00+00',"
          + " '1 year 2 mons 3 days 04:05:06.7', '10.1.2.3/8', '2001:db8::/32', '08:00:2b:01:02:03',"
          + " '08:00:2b:01:02:03:04:05', B'1', B'101010101', B'1101', '(1.5,-2)',"
          + " 'a:1A b:2,3', 'ok', '{1,NULL,3}', '{\"a b\",NULL,\"\"}', '{1.5,NaN}'";

  @Test
  void aServerSendsTheKindsOfMessagesThatWereRecorded() throws SQLException, IOException {
    for (String form : RecordedSession.FORMS) {
      slot(form);
    }
    workload();
    for (String form : RecordedSession.FORMS) {
      RecordedSession fresh = session(form);
      String folder = System.getProperty("walmirror.record");
      if (folder != null && RecordedSession.VERSIONS.contains(version)) {
        fresh.write(Path.of(folder));
        continue;
      }
      // Of another version that a build may use, what the newest that was recorded sends.
      String recorded = RecordedSession.VERSIONS.contains(version) ? version : "18";
      assertThat(fresh.kinds())
          .isEqualTo(RecordedSession.read(RecordedSession.name(recorded, form)).kinds());
    }
  }

  @AfterEach
  void dropOrigin() {
    database.execute("SELECT pg_replication_origin_drop(current_database())");
  }

  private void slot(String form) {
    database.execute(
        "SELECT pg_create_logical_replication_slot('" + slotName(form) + "', 'pgoutput')");
  }

  private String slotName(String form) {
    return database.slot() + "_" + form.replace('-', '_');
  }

  private void workload() throws SQLException {
    database.execute(
        "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES",
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE TABLE every (id bigint PRIMARY KEY, " + TYPES + ")",
        "CREATE TABLE whole (id integer, \"Grüße\" text)",
        "ALTER TABLE whole REPLICA IDENTITY FULL",
        "INSERT INTO every VALUES (1, " + VALUES + ")",
        "INSERT INTO every (id) VALUES (2)",
        "UPDATE every SET t = 'other' WHERE id = 1",
        "UPDATE every SET id = 3 WHERE id = 1",
        "DELETE FROM every WHERE id = 2",
        "INSERT INTO whole VALUES (1, 'a'), (2, NULL)",
        "UPDATE whole SET \"Grüße\" = 'b'",
        "DELETE FROM whole WHERE id = 2",
        "SELECT pg_logical_emit_message(true, 'in', 'content')",
        "SELECT pg_logical_emit_message(false, 'out', 'content')",
        "TRUNCATE every, whole",
        "SELECT pg_replication_origin_create(current_database())");
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      run(connection, "SELECT pg_replication_origin_session_setup(current_database())");
      run(connection, "SELECT pg_replication_origin_xact_setup('0/ABC', now())");
      run(connection, "INSERT INTO item VALUES (1, 'from elsewhere', 1)");
      connection.commit();
      run(connection, "SELECT pg_replication_origin_session_reset()");
      run(connection, "INSERT INTO every VALUES (5, " + VALUES + ")");
      run(connection, "SAVEPOINT s");
      run(connection, "INSERT INTO item SELECT n, 'aborted', n FROM generate_series(1000, 1800) n");
      run(connection, "ROLLBACK TO s");
      run(connection, "SELECT pg_logical_emit_message(true, 'block', 'content')");
      run(connection, "UPDATE every SET id = 6");
      run(connection, "DELETE FROM every");
      run(connection, "INSERT INTO item SELECT n, 'large', n FROM generate_series(10, 800) n");
      run(connection, "TRUNCATE whole");
      run(connection, "INSERT INTO item SELECT n, 'large', n FROM generate_series(2000, 2800) n");
      connection.commit();
    }
  }

  private RecordedSession session(String form) throws SQLException {
    String[] parts = form.split("-", 2);
    String options =
        "'proto_version', '"
            + parts[0]
            + "', 'messages', 'true', 'binary', '"
            + parts[1].equals("binary")
            + "', 'publication_names', '"
            + database.publication()
            + "'"
            + (parts[0].equals("1") ? "" : ", 'streaming', 'on'");
    List<List<String>> lines =
        database.rows(
            "SELECT encode(data, 'hex') FROM set_config('logical_decoding_work_mem', '64kB', false),"
                + " pg_logical_slot_peek_binary_changes('"
                + slotName(form)
                + "', NULL, NULL, "
                + options
                + ")");
    return new RecordedSession(
        RecordedSession.name(version, form),
        lines.stream().map(line -> HexFormat.of().parseHex(line.get(0))).toList());
  }
}
