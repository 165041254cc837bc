package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.connector.assemble.Assembler;
import io.walmirror.connector.assemble.TrustingAssembler;
import io.walmirror.connector.event.Change;
import io.walmirror.connector.event.ResumePoint;
import io.walmirror.connector.pgoutput.Decoder;
import io.walmirror.envelope.HeaderNames;
import io.walmirror.envelope.Lsn;
import io.walmirror.envelope.Position;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.server.Database;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * One history, decoded in every way the server and we know: each way must give the same rows at the
 * same positions, and the rows that {@code test_decoding} saw.
 */
class SamePositionsIT {

  private static final int TRANSACTIONS = 60;

  private final long seed = Long.getLong("walmirror.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private int nextId = 1;

  private record Way(String name, String streaming, String workMem, String binary, int reconnects) {
    static List<Way> all() {
      List<Way> ways = new ArrayList<>();
      for (String streaming : List.of("off", "on", "parallel")) {
        for (String workMem : List.of("64kB", "1GB")) {
          for (String binary : List.of("true", "false")) {
            ways.add(new Way("way" + ways.size(), streaming, workMem, binary, 0));
          }
        }
        ways.add(new Way("way" + ways.size(), streaming, "64kB", "true", 4));
      }
      return ways;
    }
  }

  @Test
  void everyWayOfDecodingGivesTheSamePositionsAndRows() throws SQLException {
    try (Stack stack = Stack.start(StackOptions.only(Part.POSTGRES));
        Database database = stack.postgres().freshDatabase()) {
      database.execute(
          "CREATE TABLE item (id bigint PRIMARY KEY, name text, price numeric(10,2))",
          "CREATE TABLE other (id bigint PRIMARY KEY, note text)",
          "CREATE PUBLICATION " + database.publication() + " FOR ALL TABLES",
          "SELECT pg_create_logical_replication_slot('oracle_' || current_database(),"
              + " 'test_decoding')");
      database.execute(
          "SELECT pg_create_logical_replication_slot('trusting_' || current_database(), 'pgoutput')");
      List<Way> ways = Way.all();
      for (Way way : ways) {
        database.execute(
            "SELECT pg_create_logical_replication_slot('" + slot(database, way) + "', 'pgoutput')");
      }
      write(database);
      database.execute("INSERT INTO item VALUES (1000000, 'end', 0)");

      Map<Way, List<String>> seen = new LinkedHashMap<>();
      for (Way way : ways) {
        seen.put(way, read(database, way));
      }
      List<String> first = seen.get(ways.get(0));
      seen.forEach((way, rows) -> assertThat(rows).as("seed %d, %s", seed, way).isEqualTo(first));
      assertThat(operations(first))
          .as("seed %d", seed)
          .isEqualTo(operations(oracle(database)))
          .hasSizeGreaterThan(500);
      assertThat(streamedBytes(database)).as("some of it was streamed").isPositive();
      Proof.row(
          "Same log, same positions: however it is decoded",
          "SamePositionsIT.everyWayOfDecodingGivesTheSamePositionsAndRows",
          ways.size()
              + " ways (streaming off, on, parallel; work memory 64 kB and 1 GB; binary and text;"
              + " with and without reconnects), "
              + first.size()
              + " changes each, equal to test_decoding; seed "
              + seed,
          "transactions taken as they were sent while open: " + trusting(database, first));
    }
  }

  /** What comes of the same log when a transaction that had messages rolled back is not reread. */
  private String trusting(Database database, List<String> first) throws SQLException {
    List<String> seen = new ArrayList<>();
    Assembler assembler =
        TrustingAssembler.of(
            change -> {
              if (!change.transaction().isNone()) {
                seen.add(
                    change.transaction().xid() + " " + change.place().ordinal() + " " + op(change));
              }
            });
    assembler.resumeAt(ResumePoint.at(Lsn.ZERO));
    // Not before: with so little memory test_decoding itself crashes the server now and then.
    database.execute(
        "ALTER DATABASE " + database.name() + " SET logical_decoding_work_mem = '64kB'");
    Decoder decoder = new Decoder();
    // What a database is set to holds for connections that are made then.
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet line =
            statement.executeQuery(
                "SELECT lsn, data FROM pg_logical_slot_peek_binary_changes('trusting_'"
                    + " || current_database(), NULL, NULL, 'proto_version', '2', 'streaming', 'on',"
                    + " 'messages', 'true', 'binary', 'true', 'publication_names', '"
                    + database.publication()
                    + "')")) {
      while (line.next()) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(2));
        assembler.accept(
            assembler.inBlock() ? decoder.decodeInBlock(bytes) : decoder.decode(bytes),
            Lsn.parse(line.getString(1)));
        while (assembler.replaying()) {
          assembler.replayNext();
        }
      }
    }
    List<String> expected = first.stream().flatMap(SamePositionsIT::numbered).toList();
    Set<String> wrong = new HashSet<>(seen);
    wrong.removeAll(new HashSet<>(expected));
    assertThat(wrong).as("seed %d, without the guard", seed).isNotEmpty();
    return wrong.size() + " of " + seen.size() + " changes are phantoms or at other positions";
  }

  private static String slot(Database database, Way way) {
    return way.name + "_" + database.name();
  }

  /** Interleaved transactions with nested savepoints, COPY, messages and truncates. */
  private void write(Database database) throws SQLException {
    List<Connection> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Connection connection = database.connect();
      connection.setAutoCommit(false);
      open.add(connection);
    }
    Map<Connection, Deque<Savepoint>> savepoints = new LinkedHashMap<>();
    open.forEach(connection -> savepoints.put(connection, new ArrayDeque<>()));
    int finished = 0;
    while (finished < TRANSACTIONS) {
      Connection connection = open.get(random.nextInt(open.size()));
      Deque<Savepoint> stack = savepoints.get(connection);
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> rows(connection, 1 + random.nextInt(40));
        case 4 -> copy(connection);
        case 5 -> message(connection, random.nextBoolean());
        case 6, 7 -> stack.push(connection.setSavepoint());
        case 8 -> {
          if (!stack.isEmpty()) {
            connection.rollback(stack.pop());
          }
        }
        case 9 -> {
          if (!stack.isEmpty()) {
            connection.releaseSavepoint(stack.pop());
          }
        }
        default -> {
          if (random.nextInt(8) == 0) {
            connection.rollback();
          } else {
            connection.commit();
          }
          stack.clear();
          finished++;
        }
      }
    }
    rolledBackMessage(open.get(0));
    for (Connection connection : open) {
      connection.commit();
      connection.close();
    }
  }

  /** A message in a savepoint that is rolled back after the server has sent it. */
  private void rolledBackMessage(Connection connection) throws SQLException {
    connection.commit();
    rows(connection, 1);
    Savepoint savepoint = connection.setSavepoint();
    message(connection, true);
    rows(connection, 1000);
    connection.rollback(savepoint);
    rows(connection, 1000);
  }

  private void rows(Connection connection, int count) throws SQLException {
    int from = nextId;
    nextId += count;
    run(
        connection,
        "INSERT INTO item SELECT g, repeat(md5(g::text), 4), g FROM generate_series("
            + from
            + ","
            + (nextId - 1)
            + ") g");
    if (random.nextBoolean()) {
      run(
          connection,
          "UPDATE item SET price = price + 1 WHERE id >= " + from + " AND id < " + nextId);
    }
    if (random.nextInt(3) == 0) {
      run(
          connection,
          "DELETE FROM item WHERE id >= " + from + " AND id % 3 = 0 AND id < " + nextId);
    }
  }

  private void copy(Connection connection) throws SQLException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      lines.append(nextId++).append("\tnote ").append(i).append('\n');
    }
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY other FROM STDIN", new java.io.StringReader(lines.toString()));
    } catch (java.io.IOException e) {
      throw new SQLException(e);
    }
  }

  private void message(Connection connection, boolean transactional) throws SQLException {
    run(
        connection,
        "SELECT pg_logical_emit_message(" + transactional + ", 'p', 'm" + nextId++ + "')");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> read(Database database, Way way) {
    Map<String, String> settings = RunningTask.settings(database);
    settings.put("slot.name", slot(database, way));
    settings.put("position.generation", "1");
    settings.put("streaming", way.streaming);
    settings.put("streaming.memory.bytes", "65536");
    settings.put("binary", way.binary);
    settings.put("database.options", "-c logical_decoding_work_mem=" + way.workMem);
    try (RunningTask task = RunningTask.start(settings, new Offsets())) {
      for (int reconnect = 1; reconnect <= way.reconnects; reconnect++) {
        task.await(reconnect * 100);
        database.execute(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + slot(database, way)
                + "'");
      }
      task.await(
          "last row",
          running ->
              running.data().stream().anyMatch(record -> row(record).contains("id=1000000,")));
      return task.data().stream().map(SamePositionsIT::row).toList();
    }
  }

  private static String row(SourceRecord record) {
    String position = record.headers().lastWithName(HeaderNames.POSITION).value().toString();
    Struct value = (Struct) record.value();
    if (value == null) {
      return position + " tombstone " + record.key();
    }
    Object content =
        record.topic().endsWith(".message")
            ? text((ByteBuffer) value.getStruct("message").get("content"))
            : value.getStruct("before") + " " + value.getStruct("after");
    Long xid = value.getStruct("source").getInt64("txId");
    return position + " " + xid + " " + value.getString("op") + " " + content;
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  /** Transaction id and operation of each change, in order; messages outside transactions apart. */
  private static List<String> operations(List<String> rows) {
    return rows.stream()
        .map(row -> row.split(" ", 4))
        .filter(words -> !words[1].equals("tombstone") && !words[1].equals("null"))
        .map(words -> words[1] + " " + words[2])
        .toList();
  }

  /** The same in the same form, as {@code test_decoding} prints it. */
  private static List<String> oracle(Database database) {
    List<String> rows = new ArrayList<>();
    for (List<String> line :
        database.rows(
            "SELECT xid, data FROM pg_logical_slot_get_changes('oracle_' || current_database(), NULL,"
                + " NULL, 'include-xids', '1')")) {
      String data = line.get(1);
      String op =
          data.contains(": INSERT:")
              ? "c"
              : data.contains(": UPDATE:")
                  ? "u"
                  : data.contains(": DELETE:")
                      ? "d"
                      : data.startsWith("message: transactional: 1") ? "m" : null;
      if (op != null) {
        rows.add("- " + line.get(0) + " " + op + " -");
      }
    }
    return rows;
  }

  private static String op(Change change) {
    if (change instanceof Change.Inserted) {
      return "c";
    }
    if (change instanceof Change.Updated) {
      return "u";
    }
    return change instanceof Change.Deleted ? "d" : "m";
  }

  /** Transaction id, ordinal and operation of a row of ours that is a change of a transaction. */
  private static Stream<String> numbered(String row) {
    String[] words = row.split(" ", 4);
    if (words[1].equals("tombstone") || words[1].equals("null")) {
      return Stream.empty();
    }
    return Stream.of(words[1] + " " + Position.parse(words[0]).ordinal() + " " + words[2]);
  }

  private static long streamedBytes(Database database) {
    return Long.parseLong(
        database.value(
            "SELECT coalesce(sum(stream_bytes), 0)::bigint FROM pg_stat_replication_slots"));
  }
}
