package io.walmirror.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.connector.RunningTask.Offsets;
import io.walmirror.stack.Part;
import io.walmirror.stack.Stack;
import io.walmirror.stack.StackOptions;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.proof.Tries;
import io.walmirror.stack.proxy.TcpProxy;
import io.walmirror.stack.server.Database;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to the stream when the network or the server does not play along. */
class ConnectionLifeIT {

  private static Stack stack;

  private Database database;
  private TcpProxy proxy;
  private Map<String, String> settings;

  @BeforeAll
  static void startServer() {
    stack = Stack.start(StackOptions.only(Part.POSTGRES));
  }

  @AfterAll
  static void stopServer() {
    stack.close();
  }

  @BeforeEach
  void connectThroughAProxy() {
    database = stack.postgres().freshDatabase();
    database.execute("CREATE TABLE item (id bigint PRIMARY KEY, name text)");
    proxy = TcpProxy.before(stack.postgres().host(), stack.postgres().port());
    settings = RunningTask.settings(database);
    settings.put("database.hostname", proxy.host());
    settings.put("database.port", Integer.toString(proxy.port()));
  }

  @AfterEach
  void close() {
    proxy.close();
    database.close();
  }

  @Test
  void aHalfOpenConnectionIsNoticedWithinTenSecondsAndReplaced() {
    try (RunningTask task = started()) {
      database.execute("INSERT INTO item VALUES (1, 'a')");
      task.await(1);
      // A machine that stands still for a moment is not the task's doing.
      Duration noticed = Tries.until(3, took -> took.toSeconds() < 10, () -> halfOpen(task));
      assertThat(noticed).isLessThan(Duration.ofSeconds(10));
      assertThat(ids(task)).isEqualTo(LongStream.rangeClosed(1, ids(task).size()).boxed().toList());
    }
  }

  /** How long nobody noticed that nothing arrives; two rows are written meanwhile and behind. */
  private Duration halfOpen(RunningTask task) {
    int id = task.data().size() + 1;
    proxy.blackhole();
    long began = System.nanoTime();
    database.execute("INSERT INTO item VALUES (" + id + ", 'b')");
    task.await("disconnection", running -> !connected());
    Duration noticed = Duration.ofNanos(System.nanoTime() - began);
    proxy.cut();
    proxy.heal();
    database.execute("INSERT INTO item VALUES (" + (id + 1) + ", 'c')");
    task.await(id + 1);
    return noticed;
  }

  @Test
  void connectionsThatAreResetAgainAndAgainLoseAndRepeatNothing() {
    try (RunningTask task = started()) {
      for (long id = 1; id <= 200; id++) {
        database.execute("INSERT INTO item VALUES (" + id + ", 'a')");
        if (id % 40 == 0) {
          proxy.cut();
        }
      }
      task.await(200);

      assertThat(ids(task)).doesNotHaveDuplicates().isSorted().hasSize(200);
    }
    Proof.row(
        "Lost connections are replaced in place; nothing is lost or repeated",
        "ConnectionLifeIT.connectionsThatAreResetAgainAndAgainLoseAndRepeatNothing",
        "200 rows, the connection reset 5 times, each row handed over once",
        "without the resume point the server sends " + sentAgain() + " of them once more");
  }

  /** How many rows a reader gets that does not know what it has read: nothing was stored. */
  private int sentAgain() {
    try (RunningTask forgetful = RunningTask.start(settings, new Offsets())) {
      forgetful.await(200);
      return ids(forgetful).size();
    }
  }

  @Test
  void aKilledServerIsWaitedFor() {
    try (RunningTask task = started()) {
      database.execute("INSERT INTO item VALUES (1, 'a')");
      task.await(1);
      stack.postgres().kill();
      task.await("disconnection", running -> !connected());
      stack.postgres().start();
      database.execute("INSERT INTO item VALUES (2, 'b')");
      task.await(2);

      assertThat(ids(task)).containsExactly(1L, 2L);
    }
  }

  @Test
  void aChangeIsHandedOverWhenItArrives() {
    try (RunningTask task = started()) {
      List<Duration> took = new ArrayList<>();
      for (int id = 1; id <= 50; id++) {
        int count = id;
        database.execute("INSERT INTO item VALUES (" + id + ", 'a')");
        long committed = System.nanoTime();
        task.await("row", running -> running.data().size() >= count);
        took.add(Duration.ofNanos(System.nanoTime() - committed));
      }
      took.sort(null);
      // Far from what polling at an interval gives; the test itself looks every 5 ms.
      assertThat(took.get(took.size() / 2)).isLessThan(Duration.ofMillis(100));
      assertThat(took.get(took.size() - 3)).as("but for two").isLessThan(Duration.ofMillis(500));
    }
  }

  private RunningTask started() {
    RunningTask task = RunningTask.start(settings, new Offsets());
    task.await("stream", running -> connected());
    return task;
  }

  private static boolean connected() {
    try {
      return (Boolean)
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(new ObjectName("io.walmirror:type=source,server=\"t\""), "Connected");
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Long> ids(RunningTask task) {
    return task.data().stream().map(record -> ((Struct) record.key()).getInt64("id")).toList();
  }
}
