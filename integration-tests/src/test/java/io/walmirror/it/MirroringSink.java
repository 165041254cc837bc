package io.walmirror.it;

import io.walmirror.it.mirror.Mirror;
import io.walmirror.it.monitor.Violation;
import io.walmirror.it.monitor.WriteWatch;
import io.walmirror.it.scene.Await;
import io.walmirror.it.scene.RedisDatabase;
import io.walmirror.it.scene.Scene;
import io.walmirror.it.topic.Topics;
import io.walmirror.stack.resp.RespClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A sink connector with a database in Redis of its own, every write to which is watched. */
final class MirroringSink implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Scene scene;
  private final String name;
  private final RedisDatabase database;
  private final WriteWatch watch;
  private final RespClient client;
  private String settled;

  private MirroringSink(Scene scene, String name, RedisDatabase database, WriteWatch watch) {
    this.scene = scene;
    this.name = name;
    this.database = database;
    this.watch = watch;
    this.client = database.client();
  }

  /** One with {@code redis.fence} on or off. */
  static MirroringSink start(Scene scene, String label, String fence) {
    RedisDatabase database = scene.emptyRedis();
    WriteWatch watch = WriteWatch.open(database, "rev");
    Map<String, String> config = scene.sink(database);
    config.put("redis.fence", fence);
    return new MirroringSink(scene, scene.start(label, config), database, watch);
  }

  RedisDatabase database() {
    return database;
  }

  /** Writes a row and waits until Redis has it. */
  void awaitRow(Note note) {
    note.insert("awaited");
    Await.until(note.key() + " in Redis", () -> client.number("EXISTS", note.key()) > 0);
  }

  /** Waits until Redis has what it must have, and remembers everything that it has. */
  void settle(Mirror expected, Topics topics) {
    Await.until(
        name + " mirrors PostgreSQL",
        () -> Mirror.actual(client).equals(expected),
        () -> expected.differences(Mirror.actual(client)));
    awaitRead(topics);
    settled = dump();
  }

  /** Replays everything and then serves an old update, and tells what became of Redis. */
  Verdict trial(Topics topics, LateUpdate late) {
    long records = topics.count();
    scene.rest().stop(name, STOP_LIMIT);
    scene.rest().resetOffsets(name);
    scene.rest().resume(name);
    awaitRead(topics);
    late.deliver(topics);
    awaitRead(topics);

    List<Violation> violations = watch.violations();
    return new Verdict(
        violations,
        watch.count(),
        records,
        !dump().equals(settled),
        client.number("EXISTS", late.key()) > 0);
  }

  /** All but how far its tasks have read, which they say again every second. */
  private String dump() {
    return client.dump(key -> !key.startsWith("walmirror:1:w:")).toString();
  }

  private void awaitRead(Topics topics) {
    Await.until(name + " has read everything", () -> topics.areRead(scene.rest(), name));
  }

  @Override
  public void close() {
    client.close();
    watch.close();
  }
}
