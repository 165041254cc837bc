package io.walmirror.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.walmirror.it.mirror.Mirror;
import io.walmirror.it.mirror.Table;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.Plugins;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.scene.SharedStack;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.Stack;
import io.walmirror.stack.embedded.ConnectWorker;
import io.walmirror.stack.process.Ports;
import io.walmirror.stack.process.Workspace;
import io.walmirror.stack.proof.Proof;
import io.walmirror.stack.resp.RespClient;
import io.walmirror.stack.server.Connect;
import io.walmirror.stack.server.ConnectOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * In a real worker, snapshots are asked for, paused, stopped and resumed by every channel, and the
 * worker is killed while all that was asked for is open and nothing of it stored. A second source
 * of the same worker is the control: it believes at once that what it was asked for is stored.
 */
@ExtendWith(SharedStack.class)
class SignalChannelsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ROWS = 600;
  private static final List<String> CHANNELS = List.of("source", "message", "kafka", "file", "jmx");
  private static final List<Table> TABLES =
      CHANNELS.stream().map(SignalChannelsIT::table).map(SignalChannelsIT::shape).toList();
  private static final String PAUSE = "pause-snapshot";
  private static final String RESUME = "resume-snapshot";

  /** What came by a file or a topic is let go before it is stored. */
  private static final Mutant FORGETS =
      new Mutant(
          "forgets-signals", "signal/Inbox.java", Map.of("return kept;", "return put.get();"));

  private static final String FORGETFUL = "0.0.1";

  @Test
  void whatEveryChannelAsksForSurvivesAKillAndTheRowsAreThoseOfTheDatabase(Stack stack)
      throws IOException {
    int jmx = Ports.free();
    try (Workspace workspace = Workspace.open();
        Connect worker = worker(stack, workspace, jmx);
        Scene ours = Scene.open(stack, worker.rest());
        Scene control = Scene.open(stack, worker.rest());
        SignalDesk desk = desk(stack, ours, workspace);
        SignalDesk controlDesk = desk(stack, control, workspace)) {
      RedisDatabase redis = ours.emptyRedis();
      ours.start("sink", ours.sink(redis));
      start(stack, ours, desk, Plugins.version());
      start(stack, control, controlDesk, FORGETFUL);

      askBeforeTheKill(ours, desk, control, controlDesk, jmx);
      worker.kill();
      worker.start();
      followAfterTheKill(stack, ours, desk, jmx);
      seeWhatTheControlLost(stack, control, controlDesk, jmx);

      compare(stack, ours, redis);
    }
    Proof.row(
        "What any channel asks for survives kill -9 of the worker, and its rows are the database's",
        "SignalChannelsIT",
        "five snapshots by source, message, kafka, file and JMX, one more stopped, paused twice,"
            + " changes meanwhile; nothing stored at the kill",
        "a source that lets topic and file go at once reads no row of what they asked for");
  }

  private static Connect worker(Stack stack, Workspace workspace, int jmx) throws IOException {
    Path forgetful = workspace.folder("forgetful");
    PluginVersion.change(FORGETS.build(Plugins.source(), forgetful), FORGETFUL);
    ConnectOptions defaults = ConnectOptions.defaults();
    return ConnectWorker.start(
        workspace,
        "signals",
        defaults
            .withPlugins(List.of(Plugins.source(), Plugins.sink(), forgetful))
            .withSetting("group.id", "signals")
            .withSetting("config.storage.topic", "signals-config")
            .withSetting("offset.storage.topic", "signals-offset")
            .withSetting("status.storage.topic", "signals-status")
            // Only a connector that is stopped stores anything.
            .withSetting("offset.flush.interval.ms", "600000")
            .withJava(FiguresOverJmx.flags(defaults.java(), jmx)),
        stack.kafka().bootstrapServers());
  }

  private static SignalDesk desk(Stack stack, Scene scene, Workspace workspace) {
    for (String channel : CHANNELS) {
      fill(scene, table(channel));
    }
    fill(scene, "by_nobody");
    return SignalDesk.open(
        scene.database(),
        scene.prefix(),
        workspace.folder(scene.prefix()),
        stack.kafka().bootstrapServers());
  }

  private static void fill(Scene scene, String table) {
    scene
        .database()
        .execute(
            "CREATE TABLE " + table + " (id int PRIMARY KEY, v text)",
            "INSERT INTO "
                + table
                + " SELECT g, 'row ' || g FROM generate_series(1, "
                + ROWS
                + ") g",
            "ANALYZE " + table);
  }

  /** Starts a source of that version, and has it store an offset. */
  private static void start(Stack stack, Scene scene, SignalDesk desk, String version) {
    Map<String, String> config = scene.source();
    config.putAll(desk.settings(stack.kafka().bootstrapServers()));
    config.put("connector.plugin.version", "[" + version + "]");
    config.put("table.exclude.list", SignalDesk.TABLE);
    config.put("incremental.snapshot.chunk.size", "100");
    config.put("snapshot.rows.per.second", "500");
    String name = scene.startSource("source", config);
    scene.database().execute("UPDATE by_source SET v = 'first' WHERE id = 1");
    try (Topics topics = Topics.of(stack.kafka().bootstrapServers(), scene.prefix())) {
      Await.until("a change", () -> topics.count() == 1);
    }
    scene.rest().stop(name, LIMIT);
    scene.rest().resume(name);
    assertThat(scene.rest().offsets(name).path("offsets")).isNotEmpty();
  }

  private static void askBeforeTheKill(
      Scene ours, SignalDesk desk, Scene control, SignalDesk controlDesk, int jmx) {
    desk.emit("pause", PAUSE, "null");
    desk.insert("source", "execute-snapshot", tables("by_source"));
    desk.emit("message", "execute-snapshot", tables("by_message"));
    desk.produce("kafka", "execute-snapshot", tables("by_kafka"));
    desk.write("file", "execute-snapshot", tables("by_file"));
    controlDesk.emit("pause", PAUSE, "null");
    controlDesk.produce("kafka", "execute-snapshot", tables("by_kafka"));
    controlDesk.write("file", "execute-snapshot", tables("by_file"));
    try (SourceBeans mine = SourceBeans.at(jmx, ours.prefix());
        SourceBeans theirs = SourceBeans.at(jmx, control.prefix())) {
      awaitPaused(mine, 4);
      awaitPaused(theirs, 2);
      Await.until("control: the file is let go", controlDesk::isFileGone);
      Await.until("control: the topic is let go", controlDesk::isTopicRead);
      assertThat(desk.isFileGone()).isFalse();
      assertThat(desk.isTopicRead()).isFalse();
    }
  }

  private static void followAfterTheKill(Stack stack, Scene ours, SignalDesk desk, int jmx) {
    try (SourceBeans beans = SourceBeans.at(jmx, ours.prefix());
        Topics topics = Topics.of(stack.kafka().bootstrapServers(), ours.prefix())) {
      awaitPaused(beans, 4);
      ours.database().execute("UPDATE by_source SET v = 'while paused' WHERE id = 2");
      Await.until(
          "a change while rows are paused",
          () ->
              TableEvents.of(topics).stream()
                  .anyMatch(each -> each.toString().contains("while paused")));
      assertThat(TableEvents.of(topics))
          .as("while rows are paused")
          .allMatch(each -> TableEvents.op(each).equals("u"));

      beans.signal("jmx", "execute-snapshot", tables("by_jmx"));
      beans.signal("nobody", "execute-snapshot", tables("by_nobody"));
      awaitPaused(beans, 6);
      desk.produce("stop", "stop-snapshot", tables("by_nobody"));
      awaitPaused(beans, 5);

      desk.write("go", RESUME, "null");
      Await.until("some rows", () -> beans.rows() > ROWS);
      beans.signal("wait", PAUSE, null);
      Await.until("a pause", () -> beans.isPaused());
      ours.database()
          .execute(
              "UPDATE by_message SET v = 'in the middle' WHERE id % 7 = 0",
              "DELETE FROM by_jmx WHERE id % 5 = 0", "INSERT INTO by_file VALUES (5000, 'new')");
      assertThat(beans.rows()).as("rows before the pause").isLessThan(5 * ROWS);
      desk.insert("on", RESUME, "null");
      Await.until("all of it", () -> beans.open() == 0);
    }
  }

  /** The pause came by the stream and is told again; what came by topic and file is gone. */
  private static void seeWhatTheControlLost(Stack stack, Scene control, SignalDesk desk, int jmx) {
    try (SourceBeans beans = SourceBeans.at(jmx, control.prefix());
        Topics topics = Topics.of(stack.kafka().bootstrapServers(), control.prefix())) {
      awaitPaused(beans, 0);
      desk.emit("resume", RESUME, "null");
      desk.produce("later", "execute-snapshot", tables("by_message"));
      Await.until("control: a later snapshot", () -> beans.rows() >= ROWS && beans.open() == 0);
      assertThat(TableEvents.of(topics))
          .as("control: what is read of what was asked for by topic and file before the kill")
          .filteredOn(each -> TableEvents.op(each).equals("r"))
          .isNotEmpty()
          .allMatch(each -> TableEvents.table(each).equals("by_message"));
    }
  }

  private static void compare(Stack stack, Scene ours, RedisDatabase redis) {
    Mirror expected = Mirror.expected(ours.database(), TABLES);
    try (Topics topics = Topics.of(stack.kafka().bootstrapServers(), ours.prefix());
        RespClient client = redis.client()) {
      Await.until(
          "the topics have the rows",
          () -> TableEvents.last(TableEvents.of(topics), "v").equals(rowsOf(ours)),
          () ->
              TableEvents.last(TableEvents.of(topics), "v").size()
                  + " keys instead of "
                  + rowsOf(ours).size());
      assertThat(TableEvents.of(topics))
          .noneMatch(each -> TableEvents.table(each).equals("by_nobody"));
      Await.until(
          "Redis has the rows",
          () -> Mirror.actual(client).equals(expected),
          () -> expected.differences(Mirror.actual(client)));
    }
  }

  private static Map<String, String> rowsOf(Scene scene) {
    Map<String, String> rows = new TreeMap<>();
    for (Table table : TABLES) {
      for (List<String> row : scene.database().rows("SELECT id, v FROM " + table.name())) {
        rows.put(table.name() + ":" + row.get(0), row.get(1));
      }
    }
    return rows;
  }

  private static void awaitPaused(SourceBeans beans, int open) {
    Await.until(
        open + " requests, paused",
        () -> beans.isPaused() && beans.open() == open,
        () -> beans.open() + " are open");
  }

  private static String table(String channel) {
    return "by_" + channel;
  }

  private static Table shape(String name) {
    return new Table(name, List.of("id", "v"), List.of("id"));
  }

  private static String tables(String name) {
    return "{\"data-collections\": [\"public." + name + "\"]}";
  }
}
