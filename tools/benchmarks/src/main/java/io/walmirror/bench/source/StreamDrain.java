package io.walmirror.bench.source;

import io.walmirror.bench.process.ContenderPipe;
import io.walmirror.bench.process.RowClock;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * The floor: reads the backlog from the driver's replication stream in binary, looks at each
 * message's first byte to count it, and throws it away. Whatever reads through this driver costs at
 * least that. Runs in the contender's process.
 */
final class StreamDrain {

  static final String URL = "url";
  static final String USER = "user";
  static final String PASSWORD = "password";
  static final String SLOT = "slot";
  static final String PUBLICATION = "publication";

  private static final int ROWS_A_LOOK = 1024;

  private StreamDrain() {}

  public static void main(String[] args) throws Exception {
    ContenderPipe pipe = ContenderPipe.open();
    int rows = pipe.number(TaskDrain.ROWS);
    RowClock clock = RowClock.start(rows);
    try (Connection connection = connect(pipe);
        PGReplicationStream stream = open(connection, pipe)) {
      pipe.report(drain(stream, rows, clock).addTo(clock.numbers()));
    }
    System.exit(0);
  }

  private static Connection connect(ContenderPipe pipe) throws SQLException {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, pipe.setting(USER));
    PGProperty.PASSWORD.set(properties, pipe.setting(PASSWORD));
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    return DriverManager.getConnection(pipe.setting(URL), properties);
  }

  private static PGReplicationStream open(Connection connection, ContenderPipe pipe)
      throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(pipe.setting(SLOT))
        .withStartPosition(LogSequenceNumber.valueOf(Long.parseLong(pipe.setting(TaskDrain.LSN))))
        .withAutomaticFlush(false)
        .withStatusInterval(10, TimeUnit.SECONDS)
        .withSlotOption("proto_version", "1")
        .withSlotOption("publication_names", pipe.setting(PUBLICATION))
        .withSlotOption("binary", "true")
        .start();
  }

  private static Counts drain(PGReplicationStream stream, int rows, RowClock clock)
      throws SQLException {
    long inserts = 0;
    long updates = 0;
    long deletes = 0;
    long changes = 0;
    while (changes < rows) {
      ByteBuffer message = stream.read();
      switch (message.get(message.position())) {
        case 'I' -> inserts++;
        case 'U' -> updates++;
        case 'D' -> deletes++;
        default -> {
          continue;
        }
      }
      changes++;
      if (changes == 1 || changes % ROWS_A_LOOK == 0 || changes == rows) {
        clock.passed(changes);
      }
    }
    return new Counts(inserts, updates, deletes, 0);
  }
}
